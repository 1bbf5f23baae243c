/** An answer that is a refusal, sent instead of the normal one. */
export interface RekaFault {
  readonly status: number;
  /** A string is sent as `text/html` unless `headers` say otherwise, anything else as JSON. Default `{ "detail": "..." }`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Switches of every phase. */
export interface PhaseSwitches {
  /** Refuse. */
  readonly fail?: RekaFault | undefined;
  /** So many requests of the phase are refused with `fail`, counted from when it was set. Default: all. With `next` it is for one request anyway. */
  readonly failures?: number | undefined;
  /** Milliseconds before the answer begins. Default 0. */
  readonly firstByteDelayMs?: number | undefined;
  /** Break the connection without an answer. Default false. */
  readonly reset?: boolean | undefined;
}

/** Switches of `/bff/auth/*`. */
export interface AuthSwitches extends PhaseSwitches {
  /** What `/bff/auth/access_token` answers. Default `token` when the cookie is good, else `not-authenticated` (401). */
  readonly answer?: 'token' | 'no-token' | 'empty' | 'login-page' | 'redirect' | 'not-authenticated' | undefined;
  /** Default `accessToken`, the only name ever seen. */
  readonly tokenKey?: 'accessToken' | 'access_token' | 'token' | undefined;
  /** A token that is no JWT, so that its end cannot be read. Default false. */
  readonly opaqueToken?: boolean | undefined;
  /** Issue the session as `appSession.0`, `appSession.1`, ... Default false. */
  readonly chunkedCookie?: boolean | undefined;
  /** Issue the session anew with each answer. Default true. */
  readonly rollCookie?: boolean | undefined;
  /** An origin to which every address of the web session redirects, as chat.reka.ai did in March 2025. Default: none. */
  readonly movedTo?: string | undefined;
}

/** Switches of `/api/upload-image`. */
export interface UploadSwitches extends PhaseSwitches {
  /** Under which names the answer has the address. Default `both` (`media_url` and `image_url`). */
  readonly keys?: 'both' | 'media_url' | 'image_url' | 'url' | 'none' | undefined;
  /** A larger file is refused with 413 as soon as that is known. Default: no limit. */
  readonly maxBytes?: number | undefined;
}

/** A search result as the service reports it. */
export interface RetrievedChunk {
  readonly sourceDocument: string;
  readonly text: string;
  /** How well it fits the question, by the service's own measure. */
  readonly score: number;
}

/** A search result in a step of `reka-flash-research`. */
export interface SearchResult {
  readonly url: string;
  readonly title: string;
  readonly snippet: string;
  readonly age?: string | null | undefined;
}

/** Switches of the chat endpoints. Those of the event stream work on every surface unless they say otherwise. */
export interface ChatSwitches extends PhaseSwitches {
  /** The answer. Default: a canned one for a known picture, else what can be proved about the request. */
  readonly answer?: string | undefined;
  /** The texts of the events before the last one, as they are; for rewrites, shrinking and late texts. Cumulative surfaces. */
  readonly snapshots?: readonly string[] | undefined;
  /** Milliseconds between events. Default: `delayMs` of the emulator. */
  readonly delayMs?: number | undefined;
  /** Answers start with a space. Default true, as recorded. */
  readonly leadingSpace?: boolean | undefined;
  /** Late events end in a started `\n <sep>`; the last one is clean and shorter. Cumulative surfaces. Default false. */
  readonly separatorLeak?: boolean | undefined;
  /** Each event is sent twice. Default false. */
  readonly repeatEvents?: boolean | undefined;
  /** One JSON object although a stream was asked for. Default false. */
  readonly json?: boolean | undefined;
  /** Default `stop`; `null`: the last event has none. */
  readonly finishReason?: string | null | undefined;
  /** Token counts. Default true. */
  readonly metadata?: boolean | undefined;
  /** What a search found. Web session; default: one labelled source when a search was asked for. */
  readonly retrievedChunks?: readonly RetrievedChunk[] | undefined;
  /** Thoughts before the answer, as `reasoning_content`. Official API. */
  readonly reasoning?: string | undefined;
  /** What the steps of `reka-flash-research` found, as `reasoning_steps`. Official API. */
  readonly searchResults?: readonly SearchResult[] | undefined;
  /** After so many events, end the body as if all were well. */
  readonly endAfterEvents?: number | undefined;
  /** After so many events, break the connection in the middle of the next one. */
  readonly resetAfterEvents?: number | undefined;
  /** After so many events, send nothing more and keep the connection. */
  readonly stallAfterEvents?: number | undefined;
  /** After so many events, send `errorBody` as an event and end. */
  readonly errorAfterEvents?: number | undefined;
  /** Default `{ "error": { "type": "server_error", "message": "..." } }`. */
  readonly errorBody?: unknown;
  /** Events and message types that nobody knows, in between. Default false. */
  readonly unknownEvents?: boolean | undefined;
  /** Comment lines between events. Default false. */
  readonly heartbeats?: boolean | undefined;
  /** So many bytes a write; 1 splits every character of several bytes. Default: an event a write. */
  readonly bytesPerWrite?: number | undefined;
  /** Default `lf`. */
  readonly lineEnding?: 'lf' | 'crlf' | undefined;
  /** A `[DONE]` at the end. Default: only on `/v1/chat/completions`. */
  readonly done?: boolean | undefined;
  /** Leave the connection open after the last event. Default false. */
  readonly keepOpen?: boolean | undefined;
  /** Refuse a web history whose types do not alternate from `human` on. Default false: whether the service does is unknown. */
  readonly strictAlternation?: boolean | undefined;
  /** Refuse a web history with a file after its first turn. Default false: whether the service does is unknown. */
  readonly mediaOnFirstTurnOnly?: boolean | undefined;
  /** Send the whole text with each event of `/v1/chat/completions`, as the older surfaces do. Default false. */
  readonly cumulative?: boolean | undefined;
  /** Names of the token counts on `/v1/chat/completions`. Default `openai`. */
  readonly usageNames?: 'openai' | 'reka' | undefined;
}

/** Switches of the model lists. */
export interface ModelsSwitches extends PhaseSwitches {
  /** The form of `/v1/models`. Default `data`, the newest. */
  readonly form?: 'data' | 'ids' | 'names' | undefined;
}

/** All switches, by phase. */
export interface RekaScenario {
  readonly auth?: AuthSwitches | undefined;
  readonly upload?: UploadSwitches | undefined;
  readonly chat?: ChatSwitches | undefined;
  readonly models?: ModelsSwitches | undefined;
}

/** The phases that have switches. */
export type RekaPhase = keyof RekaScenario;

/** The switches of one phase. */
export type SwitchesOf<Phase extends RekaPhase> = NonNullable<RekaScenario[Phase]>;
