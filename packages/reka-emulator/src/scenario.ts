import type { PhaseSwitches, Settings, StreamSwitches } from '@plugboard/emulator-kit';

/** Switches of `/bff/auth/*`. */
export interface AuthSwitches extends PhaseSwitches {
  /** The answer of `/bff/auth/access_token`. Default: `token` for a valid cookie, otherwise `not-authenticated` (401). */
  readonly answer?: 'token' | 'no-token' | 'empty' | 'login-page' | 'redirect' | 'not-authenticated' | undefined;
  /** The name of the token's field. Default `accessToken`, the only name that was ever seen. */
  readonly tokenKey?: 'accessToken' | 'access_token' | 'token' | undefined;
  /** Issues a token that is not a JWT, so its expiry cannot be read. Default false. */
  readonly opaqueToken?: boolean | undefined;
  /** Issues the session as `appSession.0`, `appSession.1`, ... Default false. */
  readonly chunkedCookie?: boolean | undefined;
  /** Renews the session with each response. Default true. */
  readonly rollCookie?: boolean | undefined;
  /** An origin to which every address of the web session redirects, as chat.reka.ai did in March 2025. Default: none. */
  readonly movedTo?: string | undefined;
}

/** Switches of `/api/upload-image`. */
export interface UploadSwitches extends PhaseSwitches {
  /** The names under which the response has the URL of the upload. Default `both` (`media_url` and `image_url`). */
  readonly keys?: 'both' | 'media_url' | 'image_url' | 'url' | 'none' | undefined;
  /** Bytes. A larger file is refused with 413 as soon as its size is known. Default: no limit. */
  readonly maxBytes?: number | undefined;
}

/** A search result as the service reports it. */
export interface RetrievedChunk {
  readonly sourceDocument: string;
  readonly text: string;
  /** How well it fits the question, on the service's own scale. */
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
export interface ChatSwitches extends PhaseSwitches, StreamSwitches {
  /** The text of the answer. Default: a canned text for a known picture, otherwise facts about the request, such as file sizes and digests. */
  readonly answer?: string | undefined;
  /** The texts of the events before the last one, for rewrites, shrinking and late texts. Cumulative surfaces only. */
  readonly snapshots?: readonly string[] | undefined;
  /** Answers start with a space. Default true, as recorded. */
  readonly leadingSpace?: boolean | undefined;
  /** Late events end with the beginning of `\n <sep>`. The last event is clean and shorter. Cumulative surfaces only. Default false. */
  readonly separatorLeak?: boolean | undefined;
  /** Sends one JSON object even if the request asks for a stream. Default false. */
  readonly json?: boolean | undefined;
  /** The finish reason. Default `stop`; `null`: the last event has none. */
  readonly finishReason?: string | null | undefined;
  /** Sends token counts. Default true. */
  readonly metadata?: boolean | undefined;
  /** The results of a search. Web session only. Default: one labelled source if the request asks for a search. */
  readonly retrievedChunks?: readonly RetrievedChunk[] | undefined;
  /** Thoughts before the answer, sent as `reasoning_content`. Official API only. */
  readonly reasoning?: string | undefined;
  /** The results of `reka-flash-research`, sent as `reasoning_steps`. Official API only. */
  readonly searchResults?: readonly SearchResult[] | undefined;
  /** Sends `[DONE]` at the end. Default: only on `/v1/chat/completions`. */
  readonly done?: boolean | undefined;
  /** Refuses a web history whose types do not alternate from `human` on. Default false, because it is unknown whether the service does this. */
  readonly strictAlternation?: boolean | undefined;
  /** Refuses a web history with a file after its first turn. Default false, because it is unknown whether the service does this. */
  readonly mediaOnFirstTurnOnly?: boolean | undefined;
  /** Sends the whole text with each event of `/v1/chat/completions`, as the older surfaces do. Default false. */
  readonly cumulative?: boolean | undefined;
  /** Names of the token counts on `/v1/chat/completions`. Default `openai`. */
  readonly usageNames?: 'openai' | 'reka' | undefined;
}

/** Switches of the model lists. */
export interface ModelsSwitches extends PhaseSwitches {
  /** The form of `/v1/models`. Default `data`, the newest. */
  readonly form?: 'data' | 'ids' | 'names' | undefined;
}

/** The switches of all phases. */
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

/** Every phase, with no switch set. */
export const noSwitches: Settings<RekaScenario> = { auth: {}, upload: {}, chat: {}, models: {} };
