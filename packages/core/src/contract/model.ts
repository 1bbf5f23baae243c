import type { MediaKind } from './media.ts';
import { quote } from '../errors/quote.ts';
import type { ChatParameters } from './chat-request.ts';
import type { ResponseFormat } from './tools.ts';

/** A type of `provider_options`, as `typeof` tells it. */
type ExtraType = 'boolean' | 'number' | 'string';

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
  /**
   * The service has OpenAI's choice `allowed_tools`, which then stands in `ChatRequest.parameters` as the caller wrote it. Needs
   * `parameters: 'any'`. Absent: core sends only these tools, with the mode as `tool_choice`.
   */
  readonly allowedTools?: boolean | undefined;
  /** The service takes the `detail` of an image. */
  readonly imageDetail?: boolean | undefined;
  /**
   * The service understands `reasoning_details` and `extra_content` that another program got from it, and that core therefore has not
   * marked as the provider's own. Absent: only marked ones arrive.
   */
  readonly foreignDetails?: boolean | undefined;
  /** The types of `response_format` that the service knows; plain text needs none. */
  readonly responseFormat?: readonly ResponseFormat['type'][] | undefined;
}

/** A model that a provider claims. */
export interface Model {
  /** Exact, or ends in `*`; the longest match wins. */
  readonly id: string;
  /** Other names for it; never sent to the service. */
  readonly aliases?: readonly string[] | undefined;
  /** The kinds of media that it takes. Absent: unknown, so nothing is refused; empty: text only. */
  readonly input?: readonly MediaKind[] | undefined;
  /** What it understands otherwise than `Provider.accepts` says, such as `{ parameters: ['stop'] }`. Absent, or a field absent: the provider's. */
  readonly accepts?: Accepts | undefined;
}

/** Whether the id of a model ends with `*`, and so stands for every name that begins with what is before it. */
export function isPattern(id: string): boolean {
  return id.endsWith('*');
}

/** Whether the id of a model, which may be a pattern, stands for a name. Aliases are other names, which this does not know. */
export function coversModel(id: string, name: string): boolean {
  return isPattern(id) ? name.startsWith(id.slice(0, -1)) : id === name;
}

/** A model name, taken apart. */
interface ModelId {
  /** The instance; `undefined` when the name is not qualified. */
  readonly provider: string | undefined;
  readonly model: string;
}

/**
 * Splits `instance/model`, only when the part before the first `/` is a known instance. Model names may hold `/`, `:`, spaces
 * and any unicode: `meta/llama-3:8b` stays whole unless there is an instance called `meta`.
 */
export function parseModelId(text: string, isInstance: (name: string) => boolean): ModelId {
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(slash, 0));
  if (slash < 1 || !isInstance(provider)) return { provider: undefined, model: text };
  return { provider, model: text.slice(slash + 1) };
}

/** The qualified name. {@link parseModelId} gives both parts back; instance names hold no `/`. */
export function formatModelId(provider: string, model: string): string {
  return `${provider}/${model}`;
}

/** What to say when a service does not know a model whose qualified id was split; `undefined`: nothing was. */
export function splitNote(requested: string, provider: string, model: string): string | undefined {
  if (requested !== formatModelId(provider, model)) return undefined;
  return (
    `${quote(requested)} was read as the model ${quote(model)} of ${quote(provider)}: if the slash belongs to the service's own ` +
    `name, write ${quote(formatModelId(provider, requested))}, or declare it under \`models\` of the provider.`
  );
}

// No `/`, which ends the instance in a qualified id; nothing that cannot be seen in a message.
/* oxlint-disable no-control-regex -- control characters are what it refuses */
const instanceName =
  /^[^\s/\u0000-\u001f\u007f-\u009f](?:[^/\u0000-\u001f\u007f-\u009f]*[^\s/\u0000-\u001f\u007f-\u009f])?$/u;
/* oxlint-enable no-control-regex */

/** Whether an instance may have this name: not empty, no `/`, no control character, no white space at its ends. */
export function isInstanceName(name: string): boolean {
  return instanceName.test(name);
}
