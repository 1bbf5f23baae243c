import type { Socket } from 'node:net';

/**
 * Milliseconds of silence until the system asks the other end whether it is still there. A model may think for minutes in which
 * nothing is sent; routers on the way forget a connection that is silent for a minute or more.
 */
const keepAliveMs = 30_000;

/** What every connection has: small writes go out at once, and an end that has vanished is noticed although nobody sends. */
export function setSocketOptions(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMs);
}
