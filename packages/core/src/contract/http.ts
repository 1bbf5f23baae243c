import type { CancelSignal } from '../util/cancel.ts';
import type { Cookies, Tokens } from './credentials.ts';
import type { ErrorCode, WirePhase } from '../errors/codes.ts';
import type { ErrorDetails, PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaContent } from './media.ts';

/**
 * HTTP for providers. One try a request; anything but 2xx throws a `PlugboardError`. All repeating is core's.
 * Relative URLs need `baseUrl`; another origin gets no default header, no cookie and no token. No redirect is followed.
 */
export interface Http {
  /**
   * Sends a request and parses the JSON response: at most 1 MiB, in the phase `chat` 64 MiB. An empty response to `DELETE` or
   * `PUT` is `undefined`. To `GET` or `POST` it is the error `empty_response`; where none is needed, use `bytes`.
   */
  json(request: HttpRequest): Promise<unknown>;
  /**
   * Server-sent events; an answer in plain JSON arrives as one event, of at most 64 MiB in the phase `chat`. Another event may
   * have 8 MiB, a stream 256 MiB.
   */
  events(request: HttpRequest): AsyncIterable<ServerSentEvent>;
  /** The raw body in pieces, for NDJSON and other streams. */
  bytes(request: HttpRequest): AsyncIterable<Uint8Array>;
  /** The same connection settings with other defaults. */
  with(defaults: HttpDefaults): Http;
  /**
   * The error for a failure that a provider read for itself: an error object inside a successful response, or the response of a request
   * that it made on its own. Judged like a failed response, by the status or type that it names.
   *
   * @param body - The parsed JSON or the text.
   * @param response - Its status, or status and headers. With headers, the error has the wait that they ask for (`Retry-After`)
   * and the id of the request.
   */
  failure(phase: WirePhase, body: unknown, response?: number | FailedResponse): PlugboardError;
}

/** One event of a server-sent stream; `event` is `message` unless the service named it. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /** The answer was not a stream but one JSON document, which is all of it. It may lack the mark by which a stream says that it is complete. */
  readonly whole?: true | undefined;
  /**
   * So many characters of `data`, from its start on, are those of the event before. Present where that was cheap to find out:
   * a service that repeats with each event what it said before can be read without looking at that again.
   */
  readonly repeated?: number | undefined;
}

/** The headers of a request: an object, or what iterates over pairs, such as `Headers`. Values are printable ASCII. */
export type HttpHeaders = Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]>;

/** The value of a form field: text or a file. A `Blob` is sent under its `name`, if it is a `File`. */
export type FormValue = string | MediaContent | Blob;

/** One request with at most one of `json`, `form` and `body`, which makes `POST` the default method; without one it is `GET`. */
export interface HttpRequest {
  /** The step of the call that this request belongs to; names it in errors. */
  readonly phase: WirePhase;
  /** Absolute, or relative to `baseUrl`. */
  readonly url: string | URL;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined;
  readonly headers?: HttpHeaders | undefined;
  /** Sent with this request, and updated by the `Set-Cookie` of its response: only at the origin of `baseUrl`, or anywhere without a `baseUrl`. */
  readonly cookies?: Cookies | undefined;
  /** Any JSON value; a `Media` in it is written as a `data:` URL, `asBase64(media)` as its base64, streamed from its source. */
  readonly json?: unknown;
  /** `multipart/form-data`, streamed. The boundary is chosen here. Pairs, such as those of a `FormData`, may have a name several times. */
  readonly form?: Readonly<Record<string, FormValue>> | Iterable<readonly [name: string, value: FormValue]> | undefined;
  /**
   * Any other body: parameters as `application/x-www-form-urlencoded`, a text, bytes, or a file as it is. A `content-type` in
   * `headers` prevails over `text/plain`, `application/octet-stream` and the type of the file.
   */
  readonly body?: URLSearchParams | string | Uint8Array | MediaContent | undefined;
  /** Called with the headers of a successful response, names in lower case and without `set-cookie`, before any of its body. */
  readonly onHeaders?: ((headers: ReadonlyMap<string, string>) => void) | undefined;
}

/** A request as it will be sent, before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** All headers of the request, by their names in lower case, with `host` and without `content-length`. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The bytes of the body; none if there is no body. Each call reads them from the start. A file that can be read only once cannot be
   * read here and sent as well: that is `input_invalid`.
   */
  body(): AsyncIterable<Uint8Array>;
}

/** What all requests of a service share. */
export interface HttpDefaults {
  /** The origin that headers, token and cookies belong to. `http:` only to loopback, unless `allowHttp`. */
  readonly baseUrl?: string | URL | undefined;
  /** `http:` to every host: prompts, files and credentials go unencrypted, for all on the way to read. Default false. */
  readonly allowHttp?: boolean | undefined;
  readonly headers?: HttpHeaders | undefined;
  /** Sent as `Authorization: Bearer`. On a 401 it is dropped and the operation repeated once. */
  readonly token?: Tokens | undefined;
  /**
   * Signs a request to the origin of `baseUrl`, such as with an HMAC or with AWS Signature Version 4: the headers that it returns are
   * added. Called for every request, after the token and the cookies were added.
   */
  readonly sign?: ((request: UnsignedRequest) => HttpHeaders | Promise<HttpHeaders>) | undefined;
  /** What only the provider can tell, such as a 429 that means "no credit". `undefined`: core's table decides. */
  readonly classify?: ((failure: HttpFailure) => Verdict | undefined) | undefined;
}

/** An answer that is not a success, as `classify` sees it. */
export interface HttpFailure {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Parsed JSON, or the text (at most 64 KiB); `undefined` when empty. */
  readonly body: unknown;
  /** All that the body says of the failure, in any form in use, one a line: its codes and types, then its message. At most 2,000 characters; empty for a web page. */
  readonly words: string;
}

/** What is known of a response that a provider read for itself. */
export interface FailedResponse {
  /** HTTP status. One below 400 counts as not given: the body reports the failure then. */
  readonly status?: number | undefined;
  /** As `fetch`, Node or undici give them. Names in any case. */
  readonly headers?:
    | Readonly<Record<string, string | readonly string[] | undefined>>
    | Iterable<readonly [name: string, value: string]>
    | undefined;
}

/** How a provider judges a failure. Details that it leaves out are core's. */
export interface Verdict extends ErrorDetails {
  readonly code: ErrorCode;
}

/** Core's own `Http`. What it has besides `Http` is not part of what providers know. */
export interface CoreHttp extends Http {
  /** The same `Http`, whose requests also end with `signal`. */
  withSignal(signal: CancelSignal): Http;
}

/** The same `Http`, whose requests also end with `signal`. One that is not core's, such as that of a test, stays as it is. */
export function withSignal(http: Http, signal: CancelSignal): Http {
  return isCoreHttp(http) ? http.withSignal(signal) : http;
}

function isCoreHttp(http: Http): http is CoreHttp {
  return typeof Reflect.get(http, 'withSignal') === 'function';
}
