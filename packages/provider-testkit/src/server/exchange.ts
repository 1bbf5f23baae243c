import type { Socket } from 'node:net';
import type { ReceivedRequest } from './received-request.ts';

/** What a step gets. */
export interface Exchange {
  readonly request: ReceivedRequest;
  readonly socket: Socket;
  /** Writes bytes as they are (text as UTF-8); settles when the client may have them or has gone. */
  write(data: string | Uint8Array): Promise<void>;
  /** Settles after this many milliseconds, or when the connection is closed. */
  wait(milliseconds: number): Promise<void>;
  /** Settles when the connection is closed, by either side. */
  readonly closed: Promise<void>;
}

/** One thing that the server does. The steps of an answer run in order, before the next answer on the connection. */
export type Step = (exchange: Exchange) => void | Promise<void>;

/** A plain HTTP answer. An object as `body` is sent as JSON. `content-length` is added unless `headers` frame the body. */
export interface AnswerData {
  /** Default 200. */
  readonly status?: number | undefined;
  /** A list sends the header several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly body?: string | Uint8Array | object | undefined;
}

/** The answer to a request: a plain response, or steps. An answer marked by `early` does not wait for the body of the request. */
export type Answer = AnswerData | Step | readonly Step[];
