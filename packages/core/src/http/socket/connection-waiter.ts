import type { Dispatcher } from 'undici';

/** A request as a connecting socket sees it. */
export interface ConnectionWaiter {
  /** False as soon as nobody wants the connection: the request was aborted. */
  readonly waiting: boolean;
  /** Told which connection the request goes through. */
  goesThrough?(connection: HeldConnection): void;
}

/** A connection that keeps the process alive, or does not. */
export interface HeldConnection {
  /** A request is written to the socket now. Returns whether another one went through the same socket before. */
  begin(): boolean;
  hold(held: boolean): void;
  /** The request needs it no more. */
  release(waiter: ConnectionWaiter): void;
}

/** Where a request's dispatch options carry its {@link ConnectionWaiter}; dispatchers pass the options on as they are. */
export const connectionWaiter: unique symbol = Symbol('connection waiter');

/** Dispatch options with the request that waits. */
export interface WaitingDispatchOptions extends Dispatcher.DispatchOptions {
  readonly [connectionWaiter]?: ConnectionWaiter | undefined;
}
