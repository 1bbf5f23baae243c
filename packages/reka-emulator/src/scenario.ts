import type { PhaseSwitches, Settings, StreamSwitches } from '@plugboard/emulator-kit';

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
export interface ChatSwitches extends PhaseSwitches, StreamSwitches {
  /** The answer. Default: a canned one for a known picture, else what can be proved about the request. */
  readonly answer?: string | undefined;
  /** The texts of the events before the last one, as they are; for rewrites, shrinking and late texts. Cumulative surfaces. */
  readonly snapshots?: readonly string[] | undefined;
  /** Answers start with a space. Default true, as recorded. */
  readonly leadingSpace?: boolean | undefined;
  /** Late events end in a started `\n <sep>`; the last one is clean and shorter. Cumulative surfaces. Default false. */
  readonly separatorLeak?: boolean | undefined;
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
  /** A `[DONE]` at the end. Default: only on `/v1/chat/completions`. */
  readonly done?: boolean | undefined;
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

/** Every phase, without switches. */
export const noSwitches: Settings<RekaScenario> = { auth: {}, upload: {}, chat: {}, models: {} };
