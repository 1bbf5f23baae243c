import type { JsonObject, PhaseSwitches, Settings, StreamSwitches } from '@plugboard/emulator-kit';

/** A function that the answer calls. */
export interface CalledFunction {
  readonly name: string;
  readonly args: JsonObject;
}

/** Switches of `generateContent` and `streamGenerateContent`. */
export interface GenerateSwitches extends PhaseSwitches, StreamSwitches {
  /** The text. Default: a canned text for a known picture, otherwise facts about the request, such as file sizes and digests. */
  readonly answer?: string | undefined;
  /** The thought before the answer, if the request asks for thoughts. Default: a text that says that nobody thinks. */
  readonly thought?: string | undefined;
  /** The function calls. Default: the functions whose names occur in the prompt, or the first one in mode `ANY`. */
  readonly calls?: readonly CalledFunction[] | undefined;
  /** Gives calls an id. Default false, because the service often gives none. */
  readonly ids?: boolean | undefined;
  /** The finish reason. Default: the one that fits the answer. `null`: the last chunk has none. */
  readonly finishReason?: (string & {}) | null | undefined;
  /** `finishMessage`, the service's explanation of the finish reason. */
  readonly finishMessage?: string | undefined;
  /** Blocks the prompt for this reason. The response then has no candidates. */
  readonly blockReason?: (string & {}) | undefined;
  /** Number of prompt tokens that count as cached. Default 0. */
  readonly cachedTokens?: number | undefined;
  /** Where the signature of a text is sent: with its last words, or in an empty part with the finish reason. Default `own-part`. */
  readonly signaturePlace?: 'own-part' | 'last-text' | undefined;
  /** The form of an error inside a stream: an event, JSON without `data:`, or a list with one entry. Default `event`. */
  readonly errorForm?: 'event' | 'bare' | 'list' | undefined;
  /** Breaks the connection before the first chunk that has a field of this name, such as `thoughtSignature` or `finishReason`. */
  readonly cutBefore?: string | undefined;
}

/** Switches of the Files API. */
export interface FilesSwitches extends PhaseSwitches {
  /** Milliseconds until an uploaded video can be used. Default 0. */
  readonly processingMs?: number | undefined;
  /**
   * The origin of the upload URL. `other` is the same server under the name `localhost`. It refuses requests with credentials,
   * because credentials do not belong to a URL that a service handed out. Default `same`.
   */
  readonly uploadOrigin?: 'same' | 'other' | undefined;
}

/** The switches of all phases. */
export interface GeminiScenario {
  readonly generate?: GenerateSwitches | undefined;
  /** `countTokens`. */
  readonly tokens?: PhaseSwitches | undefined;
  readonly files?: FilesSwitches | undefined;
  readonly models?: PhaseSwitches | undefined;
}

/** The phases that have switches. */
export type GeminiPhase = keyof GeminiScenario;

/** Every phase, with no switch set. */
export const noSwitches: Settings<GeminiScenario> = { generate: {}, tokens: {}, files: {}, models: {} };
