import type { CancelSignal } from '../util/cancel.ts';
import type { Cookies, Tokens } from './credentials.ts';
import type { ErrorCode, WirePhase } from '../errors/codes.ts';
import type { ErrorDetails, PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaContent } from './media.ts';

/**
 * HTTP for providers. Each request is tried once, and any status but 2xx throws a `PlugboardError`: only core retries.
 * Relative URLs need a `baseUrl`. Requests to another origin carry no default header, no cookie and no token. Redirects
 * are not followed.
 */
export interface Http {
  /**
   * Sends a request and parses the JSON response, of at most 1 MiB, or 64 MiB in the phase `chat`. An empty response to
   * `DELETE` or `PUT` gives `undefined`. An empty response to `GET` or `POST` throws `empty_response`; if the service
   * may send none, use `bytes`.
   */
  json(request: HttpRequest): Promise<unknown>;
  /**
   * Sends a request and reads server-sent events, of at most 8 MiB each and 256 MiB together. A response in plain JSON
   * arrives as one event, of at most 64 MiB in the phase `chat`.
   */
  events(request: HttpRequest): AsyncIterable<ServerSentEvent>;
  /** Sends a request and reads the raw body in pieces, for NDJSON and other streams. */
  bytes(request: HttpRequest): AsyncIterable<Uint8Array>;
  /** An `Http` with these defaults, over the same connections. */
  with(defaults: HttpDefaults): Http;
  /**
   * The error for a failure that a provider read for itself: an error object inside a successful response, or the
   * response to a request that it made without `Http`. The status or type in the body decides about the code, as for a
   * failed response.
   *
   * @param body - The parsed JSON or the text.
   * @param response - The status of the response, or its status and headers. From the headers, the error gets the id of
   * the request and the wait that `Retry-After` asks for.
   */
  failure(phase: WirePhase, body: unknown, response?: number | FailedResponse): PlugboardError;
}

/** One server-sent event. `event` is `message` unless the service named it otherwise. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /**
   * The response was not a stream but one JSON document, which is its only event. It may lack the mark with which a
   * stream says that it is complete.
   */
  readonly whole?: true | undefined;
  /**
   * The number of characters at the start of `data` that are the same as in the event before. Set if that was cheap to
   * find out. Some services repeat all they said in each event; their providers need not read that part again.
   */
  readonly repeated?: number | undefined;
}

/** The headers of a request: an object, or an iterable of pairs, such as `Headers`. Values are printable ASCII. */
export type HttpHeaders = Readonly<Record<string, string>> | Iterable<readonly [name: string, value: string]>;

/** The value of a form field: text or a file. A `File` is sent under its own `name`. */
export type FormValue = string | MediaContent | Blob;

/**
 * One request. It has at most one of `json`, `form` and `body`. With one of them the default method is `POST`, without
 * `GET`.
 */
export interface HttpRequest {
  /** The step of the call that this request belongs to. Errors name it. */
  readonly phase: WirePhase;
  /** Absolute, or relative to `baseUrl`. */
  readonly url: string | URL;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined;
  readonly headers?: HttpHeaders | undefined;
  /**
   * Cookies to send with this request, and to update from the `Set-Cookie` headers of its response. Used only at the
   * origin of `baseUrl`; without a `baseUrl`, anywhere.
   */
  readonly cookies?: Cookies | undefined;
  /**
   * Any JSON value. A `Media` in it is streamed from its source as a `data:` URL, and `asBase64(media)` as bare base64.
   */
  readonly json?: unknown;
  /**
   * Fields of a `multipart/form-data` body, which is streamed. `Http` chooses the boundary. Pairs, such as those of a
   * `FormData`, may repeat a name.
   */
  readonly form?: Readonly<Record<string, FormValue>> | Iterable<readonly [name: string, value: FormValue]> | undefined;
  /**
   * Any other body: parameters as `application/x-www-form-urlencoded`, a text as `text/plain`, bytes as
   * `application/octet-stream`, or a file under its own type. A `content-type` in `headers` takes precedence.
   */
  readonly body?: URLSearchParams | string | Uint8Array | MediaContent | undefined;
  /**
   * Called with the headers of a successful response, before any of its body. Names are in lower case; `set-cookie` is
   * left out.
   */
  readonly onHeaders?: ((headers: ReadonlyMap<string, string>) => void) | undefined;
}

/** A request as it will be sent, before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  /** All headers of the request, with `host` and without `content-length`. Names are in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The bytes of the body, or none if there is no body. Each call reads them from the start.
   * @throws PlugboardError `input_invalid` for a file that can be read only once, since it could not be sent after
   * that.
   */
  body(): AsyncIterable<Uint8Array>;
}

/** What all requests to a service share. */
export interface HttpDefaults {
  /**
   * Relative URLs start here. Its origin is the one that headers, token and cookies belong to. `http:` only for
   * loopback, unless `allowHttp`.
   */
  readonly baseUrl?: string | URL | undefined;
  /** Allows `http:` to every host. Prompts, files and credentials then travel unencrypted. Default false. */
  readonly allowHttp?: boolean | undefined;
  readonly headers?: HttpHeaders | undefined;
  /** Sent as `Authorization: Bearer`. After a 401, core drops the token and retries once with a new one. */
  readonly token?: Tokens | undefined;
  /**
   * Signs a request to the origin of `baseUrl`, for example with an HMAC or AWS Signature Version 4. `Http` calls it
   * for every request, after it added the token and the cookies, and adds the headers that it returns.
   */
  readonly sign?: ((request: UnsignedRequest) => HttpHeaders | Promise<HttpHeaders>) | undefined;
  /**
   * Decides about failures that only the provider can tell apart, such as a 429 that means "no credit". `undefined`:
   * core's table decides.
   */
  readonly classify?: ((failure: HttpFailure) => Verdict | undefined) | undefined;
}

/** A failed response, as `classify` sees it. */
export interface HttpFailure {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The parsed JSON, or else the text (at most 64 KiB). `undefined` if it is empty. */
  readonly body: unknown;
  /**
   * What the body says about the failure, in any of the forms that services use: its codes and types, then its message,
   * each on a line. At most 2,000 characters. Empty for a web page.
   */
  readonly words: string;
}

/** What is known of a response that a provider read for itself. */
export interface FailedResponse {
  /** HTTP status. A status below 400 is ignored, since then only the body reports the failure. */
  readonly status?: number | undefined;
  /** As `fetch`, Node or undici give them. Names in any case. */
  readonly headers?:
    | Readonly<Record<string, string | readonly string[] | undefined>>
    | Iterable<readonly [name: string, value: string]>
    | undefined;
}

/** What a provider decides about a failure. Core fills in the details that it leaves out. */
export interface Verdict extends ErrorDetails {
  readonly code: ErrorCode;
}

/** Core's own `Http`. Providers do not see what it adds to `Http`. */
export interface CoreHttp extends Http {
  /** The same `Http`, whose requests also end with `signal`. */
  withSignal(signal: CancelSignal): Http;
}

/**
 * The same `Http`, whose requests also end with `signal`. An `Http` that is not core's own, such as one of a test, is
 * returned unchanged.
 */
export function withSignal(http: Http, signal: CancelSignal): Http {
  return isCoreHttp(http) ? http.withSignal(signal) : http;
}

function isCoreHttp(http: Http): http is CoreHttp {
  return typeof Reflect.get(http, 'withSignal') === 'function';
}
