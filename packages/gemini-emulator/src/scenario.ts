import type { JsonObject, PhaseSwitches, Settings, StreamSwitches } from '@plugboard/emulator-kit';

/** A function that the answer calls. */
export interface CalledFunction {
  readonly name: string;
  readonly args: JsonObject;
}

/** Switches of `generateContent` and `streamGenerateContent`. */
export interface GenerateSwitches extends PhaseSwitches, StreamSwitches {
  /** The text. Default: a canned one for a known picture, else what can be proved about the request. */
  readonly answer?: string | undefined;
  /** The thought before the answer, where the request includes thoughts. Default: one that says that nobody thinks. */
  readonly thought?: string | undefined;
  /** What is called. Default: the functions of the request whose names stand in the prompt, or the first one in mode ANY. */
  readonly calls?: readonly CalledFunction[] | undefined;
  /** Calls have ids. Default false: the service often gives none. */
  readonly ids?: boolean | undefined;
  /** Default: what follows from the answer. `null`: the last chunk has none. */
  readonly finishReason?: (string & {}) | null | undefined;
  /** What the service says of a finish reason. */
  readonly finishMessage?: string | undefined;
  /** The prompt is blocked, for this reason: there are no candidates. */
  readonly blockReason?: (string & {}) | undefined;
  /** Tokens of the prompt that were cached. Default none. */
  readonly cachedTokens?: number | undefined;
  /** Where the signature of a text stands: with its last words, or in an empty part with the finish reason. Default `own-part`. */
  readonly signaturePlace?: 'own-part' | 'last-text' | undefined;
  /** How an error stands inside a stream: as an event, as JSON without `data:`, as a list of one. Default `event`. */
  readonly errorForm?: 'event' | 'bare' | 'list' | undefined;
  /** Break the connection before the first chunk that has a field of this name, such as `thoughtSignature` or `finishReason`. */
  readonly cutBefore?: string | undefined;
}

/** Switches of the Files API. */
export interface FilesSwitches extends PhaseSwitches {
  /** Milliseconds until an uploaded video can be used. Default 0. */
  readonly processingMs?: number | undefined;
  /**
   * Whether the address for the bytes is of the same origin. `other` is the same server under the name `localhost`, which refuses
   * requests with credentials: they do not belong to an address that was handed out. Default `same`.
   */
  readonly uploadOrigin?: 'same' | 'other' | undefined;
}

/** All switches, by phase. */
export interface GeminiScenario {
  readonly generate?: GenerateSwitches | undefined;
  /** `countTokens`. */
  readonly tokens?: PhaseSwitches | undefined;
  readonly files?: FilesSwitches | undefined;
  readonly models?: PhaseSwitches | undefined;
}

/** The phases that have switches. */
export type GeminiPhase = keyof GeminiScenario;

/** Every phase, without switches. */
export const noSwitches: Settings<GeminiScenario> = { generate: {}, tokens: {}, files: {}, models: {} };
