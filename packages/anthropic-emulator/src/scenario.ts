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
  /** The text. Default: a canned text for a known picture, otherwise facts about the request, such as file sizes and digests. */
  readonly answer?: string | undefined;
  /** The thinking before the answer, if the request enables thinking. Default: a text that says that nobody thinks. */
  readonly thought?: string | undefined;
  /** Sends the thinking encrypted (`redacted_thinking`). Default: only if the prompt contains the test string that the service documents. */
  readonly redacted?: boolean | undefined;
  /** The tool calls. Default: the tools whose names occur in the prompt, or the forced one. */
  readonly calls?: readonly CalledTool[] | undefined;
  /** The stop reason. Default: the one that fits the answer. `pause_turn` stops in the middle of one of the service's own searches. */
  readonly stopReason?: StopReason | (string & {}) | undefined;
  /** `stop_details` of a refusal. */
  readonly stopDetails?: JsonObject | undefined;
  /** Sends one JSON object even if the request asks for a stream. Default false. */
  readonly json?: boolean | undefined;
  /** Sends a `ping` where the service does, after the first block has begun. Default true. */
  readonly pings?: boolean | undefined;
  /** Breaks the connection before the first event or delta of this type, such as `signature_delta` or `message_stop`. */
  readonly cutBefore?: string | undefined;
  /** What happens to thinking of another model. The service drops it. The default, `refuse`, makes a client's mistake visible. */
  readonly foreignThoughts?: 'refuse' | 'drop' | undefined;
}

/** The switches of all phases. */
export interface AnthropicScenario {
  readonly messages?: MessagesSwitches | undefined;
  /** `/v1/messages/count_tokens`. */
  readonly tokens?: PhaseSwitches | undefined;
  readonly files?: PhaseSwitches | undefined;
  readonly models?: PhaseSwitches | undefined;
}

/** The phases that have switches. */
export type AnthropicPhase = keyof AnthropicScenario;

/** Every phase, with no switch set. */
export const noSwitches: Settings<AnthropicScenario> = { messages: {}, tokens: {}, files: {}, models: {} };
