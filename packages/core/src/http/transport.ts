import type { Dispatcher } from 'undici';

/** The sockets of one client. */
export interface Transport {
  /** Where requests go. Read it for each request: `renew` changes it. */
  readonly dispatcher: Dispatcher;
  /** Number of connections made so far to an origin; tells a fresh connection from a reused one. `undefined` when a given dispatcher hides it. */
  connectionsTo(origin: string): number | undefined;
  /** After this, requests use fresh connections; what is under way ends in peace. Nothing happens with a given dispatcher. */
  renew(): void;
  /** Destroys connecting sockets of this origin that nobody waits for any more. */
  abandonConnects(origin: string): void;
  /** Ends idle connections at once and all others when they are done; idempotent. */
  close(): Promise<void>;
}
