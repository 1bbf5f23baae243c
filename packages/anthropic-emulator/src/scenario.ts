import type { JsonObject, PhaseSwitches, Settings, StreamSwitches } from '@plugboard/emulator-kit';

/** Why an answer ends. */
export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

/** A tool that the answer calls. */
export interface CalledTool {
  readonly name: string;
  readonly input: JsonObject;
}

/** Switches of `/v1/messages`. */
export interface MessagesSwitches extends PhaseSwitches, StreamSwitches {
  /** The text. Default: a canned one for a known picture, else what can be proved about the request. */
  readonly answer?: string | undefined;
  /** The thought before the answer, where the request lets the model think. Default: one that says that nobody thinks. */
  readonly thought?: string | undefined;
  /** The thought comes encrypted. Default: when the prompt is the string that the service documents for it. */
  readonly redacted?: boolean | undefined;
  /** What is called. Default: the tools of the request whose names stand in the prompt, or the one that is forced. */
  readonly calls?: readonly CalledTool[] | undefined;
  /** Default: what follows from the answer. `pause_turn` leaves a search of the service under way. */
  readonly stopReason?: StopReason | (string & {}) | undefined;
  /** What is said of a refusal. */
  readonly stopDetails?: JsonObject | undefined;
  /** One JSON object although a stream was asked for. Default false. */
  readonly json?: boolean | undefined;
  /** Pings where the service sends them, after the first block has begun. Default true. */
  readonly pings?: boolean | undefined;
  /** Break the connection before the first event or delta of this type, such as `signature_delta` or `message_stop`. */
  readonly cutBefore?: string | undefined;
  /** What becomes of a thought that another model made. The service drops it; the default `refuse` tells who sends one. */
  readonly foreignThoughts?: 'refuse' | 'drop' | undefined;
}

/** All switches, by phase. */
export interface AnthropicScenario {
  readonly messages?: MessagesSwitches | undefined;
  /** `/v1/messages/count_tokens`. */
  readonly tokens?: PhaseSwitches | undefined;
  readonly files?: PhaseSwitches | undefined;
  readonly models?: PhaseSwitches | undefined;
}

/** The phases that have switches. */
export type AnthropicPhase = keyof AnthropicScenario;

/** Every phase, without switches. */
export const noSwitches: Settings<AnthropicScenario> = { messages: {}, tokens: {}, files: {}, models: {} };
