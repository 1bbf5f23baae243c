import type { ChatParameters } from './chat-request.ts';
import type { ResponseFormat } from './tools.ts';

/** A type of `provider_options`, as `typeof` tells it. */
export type ExtraType = 'boolean' | 'number' | 'string';

/** What a service understands beyond messages. Core refuses the rest with `unsupported` before anything is sent. */
export interface Accepts {
  /**
   * Names of parameters. What asks for nothing (`logprobs: false`, `store: false`, ...) is left out where it is not named, never
   * refused; of `max_tokens` and `max_completion_tokens` one name is enough. `any`: every parameter goes to the service, also those
   * that core does not know, which then stand in `ChatRequest.parameters` under the caller's names.
   */
  readonly parameters?: readonly (keyof ChatParameters)[] | 'any' | undefined;
  /** Names that are not accepted although `parameters` has them, or is `any`: a model may refuse what its service has otherwise. */
  readonly refusedParameters?: readonly string[] | undefined;
  /**
   * Fields of messages and of their parts that the service has a place for, in OpenAI's names: `name`, `file_id`, `audio` (the id of an
   * earlier answer in sound), `cache_control` and so on. `any`: all of them, also those that core does not know. Core refuses others
   * with `unsupported`.
   */
  readonly messageFields?: readonly string[] | 'any' | undefined;
  /** Names allowed in the caller's `provider_options[plugin id]`. */
  readonly extra?: readonly string[] | 'any' | undefined;
  /** The types of those of them that have one. Core refuses a value of another type with `input_invalid`, before any upload. */
  readonly extraTypes?: Readonly<Record<string, ExtraType>> | undefined;
  /** The service fetches http(s) URLs of media itself. */
  readonly remoteMedia?: boolean | undefined;
  /**
   * The most files in one turn: a message and its neighbours of the same role. Core refuses more with `unsupported`, before any
   * upload, and files in system messages, which are not turns. Absent: no limit.
   */
  readonly mediaPerTurn?: number | undefined;
  /** The most files in all messages together. Core refuses more with `unsupported`, before any upload. Absent: no limit. */
  readonly mediaPerRequest?: number | undefined;
  /** The service calls tools: `tools`, `tool_choice`, `tool` messages and `tool_calls` of the assistant may arrive. */
  readonly tools?: boolean | undefined;
  /** The service is told how closely to look at an image: `detail` of an image may arrive. */
  readonly imageDetail?: boolean | undefined;
  /**
   * The service understands `reasoning_details` and `extra_content` that another program got from it, and that core therefore has not
   * marked as the provider's own. Absent: only marked ones arrive.
   */
  readonly foreignDetails?: boolean | undefined;
  /** The types of `response_format` that the service knows; plain text needs none. */
  readonly responseFormat?: readonly ResponseFormat['type'][] | undefined;
}
