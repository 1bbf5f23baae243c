import type { Socket } from 'node:net';

/** What {@link guardAgainstReset} calls a reset. */
export const guardedReset = 'PLUGBOARD_RESET';

/**
 * Gives a reset another code before undici sees it. undici 7 takes `ECONNRESET` in a body that ends with its connection as a
 * normal end, and while that body is paused it fails an assertion in an event listener, which ends the whole process:
 * any service could do that to a slow consumer. With any other code it fails the request, as it should.
 */
export function guardAgainstReset(socket: Socket): void {
  socket.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') error.code = guardedReset;
  });
}

/** A listener for sockets of which nobody wants to hear. A function made beside others would hold their variables as long as the socket lives. */
export function ignoreError(): void {}
