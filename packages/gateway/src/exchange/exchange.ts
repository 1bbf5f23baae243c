import type { Readable } from 'node:stream';

/** Headers of a reply. Names are in lower case. */
export type ReplyHeaders = Readonly<Record<string, string>>;

/** One request and its reply: what Node's server and the fetch handler have in common. */
export interface Exchange {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly query: string;
  /** A header of the request. The name is in lower case. */
  header(name: string): string | undefined;
  /** The body as it arrives. A client that waits for `100 Continue` gets it now. To be called at most once. */
  openBody(): Readable;
  /**
   * Calls the listener once the exchange is over. `whole`: the client has the reply, even if the gateway cut it. `left`: the client left
   * before.
   */
  onOver(listener: (how: 'whole' | 'left') => void): void;
  /** Sends a whole reply. */
  send(status: number, headers: ReplyHeaders, body: string | Buffer): void;
  /** Sends the head of a reply whose body follows piece by piece. */
  begin(status: number, headers: ReplyHeaders): ReplyStream;
}

/** The body of a reply that is being sent. */
export interface ReplyStream {
  /** Whether everything that was written has been sent. */
  readonly isEmpty: boolean;
  /** Writes a piece. Pieces of the same moment are sent together. `false`: the client does not keep up, so wait for `drained()`. */
  write(text: string): boolean;
  /** Settles when the client has taken what was written, or has left. */
  drained(): Promise<void>;
  /** Ends a complete reply. */
  end(): void;
  /** Ends an incomplete reply, whose last event says so, and closes the connection. */
  cut(): void;
}

/** Pieces are joined up to this many characters. */
export const maxGathered: number = 64 * 1024;
