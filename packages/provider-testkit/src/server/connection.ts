import type { Socket } from 'node:net';
import type { Exchange, Step } from './exchange.ts';
import { RequestReader, type ArrivingRequest } from './request-reader.ts';
import { isEarly } from './steps.ts';

/** Chooses the answer to a request, once its headers are here. */
export type Choose = (request: ArrivingRequest) => readonly Step[];

/** Serves one accepted connection: reads requests and runs their answers in order. */
export function serveConnection(socket: Socket, connection: number, choose: Choose): void {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let queue: Promise<void> = Promise.resolve();
  const waiting = new Map<ArrivingRequest, readonly Step[]>();
  const run = (request: ArrivingRequest, steps: readonly Step[]): void => {
    queue = queue.then(() => runSteps(exchangeOf(request, socket, closed), steps));
  };
  const reader = new RequestReader(connection, {
    head(request) {
      const steps = choose(request);
      if (isEarly(steps)) run(request, steps);
      else waiting.set(request, steps);
    },
    end(request) {
      const steps = waiting.get(request);
      waiting.delete(request);
      if (steps !== undefined) run(request, steps);
    },
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.on('end', () => {
    // HTTP clients do not half-close: a client that sends FIN has gone. Data that was already written is still sent.
    socket.destroySoon();
  });
}

async function runSteps(exchange: Exchange, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (exchange.socket.destroyed) return;
    await step(exchange);
  }
}

export function exchangeOf(request: ArrivingRequest, socket: Socket, closed: Promise<void>): Exchange {
  return {
    request,
    socket,
    closed,
    write: (data) =>
      new Promise((resolve) => {
        if (!socket.writable) return resolve();
        // The callback comes on success, on error and on destruction alike.
        socket.write(data, () => resolve());
      }),
    wait(milliseconds) {
      if (milliseconds === 0) return new Promise((resolve) => setImmediate(resolve));
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          socket.off('close', done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        socket.once('close', done);
      });
    },
  };
}
