import type { MediaKind } from './media.ts';
import { quote } from '../errors/quote.ts';
import type { ChatParameters } from './chat-request.ts';
import type { ResponseFormat } from './tools.ts';

/** The type of a value in `provider_options`, as `typeof` returns it. */
type ExtraType = 'boolean' | 'number' | 'string';

/** What a service accepts beyond messages. Core refuses anything else with `unsupported` before anything is sent. */
export interface Accepts {
  /**
   * Names of parameters. A value that asks for nothing (`logprobs: false`, `store: false`, ...) is never refused; core
   * leaves it out if its name is missing here. One of `max_tokens` and `max_completion_tokens` is enough. `any`: every
   * parameter goes to the service. Those that core does not know then stand in `ChatRequest.parameters` under the
   * caller's names.
   */
  readonly parameters?: readonly (keyof ChatParameters)[] | 'any' | undefined;
  /**
   * Names that are refused although `parameters` has them or is `any`, for a model that refuses what other models of
   * its service accept.
   */
  readonly refusedParameters?: readonly string[] | undefined;
  /**
   * Fields of messages and of their parts that the service accepts, under OpenAI's names: `name`, `file_id`, `audio`
   * (the id of an earlier spoken answer), `cache_control` and so on. `any`: all fields, including those that core does
   * not know. Core refuses others with `unsupported`.
   */
  readonly messageFields?: readonly string[] | 'any' | undefined;
  /** Names allowed in the caller's `provider_options[plugin id]`. */
  readonly extra?: readonly string[] | 'any' | undefined;
  /**
   * The types that their values must have. Core refuses a value of another type with `input_invalid`, before any
   * upload.
   */
  readonly extraTypes?: Readonly<Record<string, ExtraType>> | undefined;
  /** The service fetches http(s) URLs of media itself. */
  readonly remoteMedia?: boolean | undefined;
  /**
   * How many files one turn may have. A turn is a message with its neighbours of the same role. Core refuses more files
   * with `unsupported` before any upload, and also every file in a system message, which belongs to no turn. Absent: no
   * limit.
   */
  readonly mediaPerTurn?: number | undefined;
  /**
   * How many files all messages together may have. Core refuses more with `unsupported` before any upload. Absent: no
   * limit.
   */
  readonly mediaPerRequest?: number | undefined;
  /**
   * The service supports tools: requests may have `tools`, `tool_choice`, `tool` messages, and `tool_calls` of the
   * assistant.
   */
  readonly tools?: boolean | undefined;
  /**
   * The service understands OpenAI's `tool_choice` of the type `allowed_tools`. It then stands in
   * `ChatRequest.parameters` as the caller wrote it. Needs `parameters: 'any'`. Absent: core sends only the allowed
   * tools, with their mode as `tool_choice`.
   */
  readonly allowedTools?: boolean | undefined;
  /** The service understands the `detail` of an image. */
  readonly imageDetail?: boolean | undefined;
  /**
   * The provider also gets `reasoning_details` and `extra_content` that core did not mark, because another program got
   * them from the service. Absent: it gets only those that core marked as its own.
   */
  readonly foreignDetails?: boolean | undefined;
  /** The types of `response_format` that the service knows; plain text needs none. */
  readonly responseFormat?: readonly ResponseFormat['type'][] | undefined;
}

/** A model that a provider claims. */
export interface Model {
  /** An exact name, or a pattern that ends in `*`. The longest matching pattern wins. */
  readonly id: string;
  /** Other names for it. They are never sent to the service. */
  readonly aliases?: readonly string[] | undefined;
  /** The kinds of media that it takes. Absent: unknown, so core refuses none. Empty: text only. */
  readonly input?: readonly MediaKind[] | undefined;
  /**
   * Where the model differs from `Provider.accepts`, such as `{ parameters: ['stop'] }`. Absent fields are the
   * provider's.
   */
  readonly accepts?: Accepts | undefined;
}

/** Whether the id of a model ends in `*`, and so matches every name that begins with the text before it. */
export function isPattern(id: string): boolean {
  return id.endsWith('*');
}

/** Whether the id of a model, which may be a pattern, matches a name. Does not look at aliases. */
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
 * Splits `instance/model`, but only if the part before the first `/` is a known instance. Model names may contain `/`,
 * `:`, spaces and any Unicode: `meta/llama-3:8b` stays whole unless there is an instance called `meta`.
 */
export function parseModelId(text: string, isInstance: (name: string) => boolean): ModelId {
  const slash = text.indexOf('/');
  const provider = text.slice(0, Math.max(slash, 0));
  if (slash < 1 || !isInstance(provider)) return { provider: undefined, model: text };
  return { provider, model: text.slice(slash + 1) };
}

/** The qualified name. {@link parseModelId} gives both parts back, since the names of instances contain no `/`. */
export function formatModelId(provider: string, model: string): string {
  return `${provider}/${model}`;
}

/**
 * What to add to the message when a service does not know the model of a qualified id. `undefined` if the id was not
 * split.
 */
export function splitNote(requested: string, provider: string, model: string): string | undefined {
  if (requested !== formatModelId(provider, model)) return undefined;
  return (
    `${quote(requested)} was read as the model ${quote(model)} of ${quote(provider)}: if the slash belongs to the service's own ` +
    `name, write ${quote(formatModelId(provider, requested))}, or declare it under \`models\` of the provider.`
  );
}

// No `/`, which ends the name of the instance in a qualified id, and nothing that is invisible in a message.
/* oxlint-disable no-control-regex -- the pattern exists to refuse control characters */
const instanceName =
  /^[^\s/\u0000-\u001f\u007f-\u009f](?:[^/\u0000-\u001f\u007f-\u009f]*[^\s/\u0000-\u001f\u007f-\u009f])?$/u;
/* oxlint-enable no-control-regex */

/** Whether an instance may have this name: not empty, no `/`, no control character, no white space at its ends. */
export function isInstanceName(name: string): boolean {
  return instanceName.test(name);
}
