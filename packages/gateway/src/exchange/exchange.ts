import type { Readable } from 'node:stream';

/** Headers of a reply. Names are in lower case. */
export type ReplyHeaders = Readonly<Record<string, string>>;

/** One request and the way back to its sender: what Node's server and the fetch handler have in common. */
export interface Exchange {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly query: string;
  /** A header of the request. The name is in lower case. */
  header(name: string): string | undefined;
  /** The body as it arrives; a client that waits for `100 Continue` gets it now. At most once. */
  openBody(): Readable;
  /** Is called once when the exchange is over: the client has the reply (`whole`, also when it was cut by the gateway), or has left before. */
  onOver(listener: (how: 'whole' | 'left') => void): void;
  /** Sends a whole reply. */
  send(status: number, headers: ReplyHeaders, body: string | Buffer): void;
  /** Sends the head of a reply whose body follows piece by piece. */
  begin(status: number, headers: ReplyHeaders): ReplyStream;
}

/** The body of a reply that is on its way. */
export interface ReplyStream {
  /** Whether nothing of what was written waits to go out. */
  readonly isEmpty: boolean;
  /** Pieces of the same moment go out together. `false`: the client does not keep up, so wait for `drained()`. */
  write(text: string): boolean;
  /** Sends what was written without waiting for more of the same moment. */
  flush(): void;
  /** Settles when the client has taken what was written, and when it has left. */
  drained(): Promise<void>;
  /** The reply is whole. */
  end(): void;
  /** Ends an incomplete reply behind what was written, which says so, and closes the connection. */
  cut(): void;
}

/** Pieces are gathered up to so many characters. */
export const maxGathered: number = 64 * 1024;
