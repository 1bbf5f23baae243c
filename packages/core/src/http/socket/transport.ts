import type { Dispatcher } from 'undici';

/** The sockets of one client. */
export interface Transport {
  /** Where requests go. Read it for each request: `renew` changes it. */
  readonly dispatcher: Dispatcher;
  /** Whether the connections are core's own; of those of a given dispatcher nothing is known. */
  readonly own: boolean;
  /** After this, requests use fresh connections; what is under way ends in peace. Nothing happens with a given dispatcher. */
  renew(): void;
  /** Destroys connecting sockets of this origin that nobody waits for any more. */
  abandonConnects(origin: string): void;
  /** Ends idle connections at once and all others when they are done; idempotent. */
  close(): Promise<void>;
}
