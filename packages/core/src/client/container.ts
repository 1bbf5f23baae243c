/**
 * What a container given to `new Client({ container })` may replace. Register under these tokens:
 * `container.register(HTTP_DISPATCHER, { useValue: agent })`.
 */

/** An undici `Dispatcher` that all requests of the client go through. It is not closed by the client. */
export const HTTP_DISPATCHER: unique symbol = Symbol.for('plugboard.HTTP_DISPATCHER') as never;

/** A `Clock`. */
export const CLOCK: unique symbol = Symbol.for('plugboard.CLOCK') as never;

/** A {@link Random}. */
export const RANDOM: unique symbol = Symbol.for('plugboard.RANDOM') as never;

/** Returns a number from 0 (inclusive) to 1 (exclusive), as `Math.random` does. */
export type Random = () => number;

/** The part of a tsyringe container that Plugboard uses; tsyringe's `container` fits. */
export interface Container {
  createChildContainer(): Container;
  isRegistered(token: symbol, recursive?: boolean): boolean;
  resolve<T>(token: symbol): T;
  /**
   * Called on a child only. The client registers its own clock and randomness there where nothing replaces them, so that what the
   * program registers, such as a dispatcher, can have them injected. Absent: it cannot.
   */
  register?(token: symbol, provider: { readonly useValue: unknown }): unknown;
}
