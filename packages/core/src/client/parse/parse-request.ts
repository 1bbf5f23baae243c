import type { ParsedRequest, ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { chatParameters } from './chat-parameters.ts';
import type { CreateParams, MessageParam, FunctionMessageParam } from '../create-params.ts';
import { parseAssistantMessage } from './parse-assistant-message.ts';
import { checkToolResults, parseTools } from './parse-tools.ts';
import { MediaCollector, parseContent } from './parse-content.ts';
import { assertModelName, asksForTools, fieldsFrom, invalidInput, isGiven } from './check-input.ts';
import { isRecord } from '../../util/is-record.ts';

/**
 * Checks the parameters of a call and takes charge of its files, all in the same tick as `create()`: a stream that
 * fails later must fail the call and not the process. Throws `input_invalid`, or `unsupported` for a value that would
 * be dropped, after releasing the files.
 */
export function parseRequest(params: CreateParams, files?: MediaCollector): ParsedRequest {
  if (typeof params !== 'object' || params === null) {
    throw new PlugboardError('input_invalid', 'create() takes an object with model and messages.');
  }
  const { model, messages } = params;
  assertModelName(model);
  if (!isList(messages)) throw invalidInput('messages', 'must be an array.');
  const around = new Surroundings(messages, files);
  try {
    const turns: ParsedMessage[] = [];
    for (const [index, message] of messages.entries()) turns.push(parseMessage(message, index, around));
    if (turns.some(({ toolCallId }) => toolCallId !== undefined)) checkToolResults(turns);
    return {
      model,
      provider: params.provider ?? undefined,
      // A copy has no room to grow, and stays for as long as the answer lasts.
      messages: withLooseImages([...turns], looseImages(params, around)),
      parameters: chatParameters(params),
      ...(asksForTools(params) ? parseTools(params) : noTools),
      providerOptions: providerOptionsOf(params),
      media: around.media,
      stream: asksForStream(params),
      includeUsage: includesUsage(params),
      olderCalls: isGiven(params.functions),
    };
  } catch (error) {
    for (const media of around.media) media.release();
    throw error;
  }
}

/**
 * What reading a turn needs to know about the others. Most conversations have neither files nor calls, and make nothing
 * of it.
 */
class Surroundings {
  readonly #messages: readonly unknown[];
  #files: MediaCollector | undefined;
  #answered: ReadonlySet<unknown> | undefined;
  #lastCalls: Map<string, string> | undefined;

  constructor(messages: readonly unknown[], files: MediaCollector | undefined) {
    this.#messages = messages;
    this.#files = files;
  }

  get files(): MediaCollector {
    return (this.#files ??= new MediaCollector());
  }

  /** The files that were taken over. */
  get media(): ParsedRequest['media'] {
    return this.#files?.taken ?? [];
  }

  /** The ids of all calls that have a result. */
  get answered(): ReadonlySet<unknown> {
    return (this.#answered ??= idsOfResults(this.#messages));
  }

  /** The id of the last call of a function in the messages before this one. */
  lastCallOf(name: string): string | undefined {
    return this.#lastCalls?.get(name);
  }

  /** Notes the calls of a message. */
  sawCalls(calls: NonNullable<ParsedMessage['toolCalls']>): void {
    this.#lastCalls ??= new Map();
    for (const { id, function: called } of calls) this.#lastCalls.set(called.name, id);
  }
}

function idsOfResults(messages: readonly unknown[]): ReadonlySet<unknown> {
  return new Set(messages.map((message) => (isRecord(message) ? message['tool_call_id'] : undefined)));
}

const noTools: ReturnType<typeof parseTools> = { tools: undefined, toolChoice: undefined, responseFormat: undefined };

function isList(value: unknown): value is readonly MessageParam[] {
  return Array.isArray(value);
}

/** The files of `image` and `images`. `null` is OpenAI's way to say "not given". */
function looseImages({ image, images }: CreateParams, around: Surroundings): readonly ParsedPart[] {
  const several = images ?? [];
  if (!Array.isArray(several as unknown)) throw invalidInput('images', 'must be an array.');
  const take = (input: string | MediaInput, place: string): ParsedPart => {
    return { type: 'media', media: around.files.take(input, undefined, place), place };
  };
  const first = image === undefined || image === null ? [] : [take(image, 'image')];
  return [...first, ...several.map((input, index) => take(input, `images[${index}]`))];
}

/** Adds the files of `image` and `images` to the last user message, before its text, where services prefer them. */
function withLooseImages(turns: readonly ParsedMessage[], images: readonly ParsedPart[]): readonly ParsedMessage[] {
  if (images.length === 0) return turns;
  const home = turns.findLastIndex(({ role }) => role === 'user');
  if (home === -1) throw invalidInput('image', 'needs a user message to belong to.');
  return turns.map((turn, index) => (index === home ? { ...turn, content: [...images, ...turn.content] } : turn));
}

function providerOptionsOf({ provider_options: given }: CreateParams): ParsedRequest['providerOptions'] {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object') throw invalidInput('provider_options', 'must be an object keyed by plugin id.');
  for (const [plugin, options] of Object.entries(given)) {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw invalidInput(`provider_options.${plugin}`, 'must be an object.');
    }
  }
  return given;
}

/** Reads `stream`. `"true"` or 1, from a form or another language, must not silently count as false. */
function asksForStream({ stream }: CreateParams): boolean {
  const given: unknown = stream ?? false;
  if (typeof given !== 'boolean') throw invalidInput('stream', 'must be true or false.');
  return given;
}

function includesUsage({ stream_options: given }: CreateParams): boolean {
  const include: unknown = given?.include_usage ?? false;
  if (typeof include !== 'boolean') throw invalidInput('stream_options.include_usage', 'must be true or false.');
  return include;
}

const roles = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
} as const;

const spokenKeys: ReadonlySet<string> = new Set(['role', 'content']);
const toolKeys: ReadonlySet<string> = new Set([...spokenKeys, 'tool_call_id']);
const functionKeys: ReadonlySet<string> = new Set([...spokenKeys, 'name']);

/**
 * Checks and reads one turn. Keeps fields that core does not know: the provider decides whether to accept them. Throws
 * `input_invalid`.
 */
function parseMessage(message: MessageParam, index: number, around: Surroundings): ParsedMessage {
  const where = `messages[${index}]`;
  if (typeof message !== 'object' || message === null)
    throw invalidInput(where, 'must be an object with role and content.');
  if (!Object.hasOwn(roles, message.role)) {
    throw invalidInput(`${where}.role`, `must be one of ${Object.keys(roles).join(', ')}.`);
  }
  const role = roles[message.role];
  switch (message.role) {
    case 'tool': {
      const { tool_call_id: toolCallId } = message;
      if (typeof toolCallId !== 'string' || toolCallId === '') {
        throw invalidInput(`${where}.tool_call_id`, 'must be the id of the tool call that it answers.');
      }
      const content = contentOf(message.content, where, around);
      return { role, content, toolCallId, ...fieldsFrom(message, toolKeys, where) };
    }
    case 'function':
      return functionResult(message, where, around);
    case 'assistant': {
      const turn = parseAssistantMessage(message, index, around.files, () => around.answered);
      if (turn.toolCalls !== undefined) around.sawCalls(turn.toolCalls);
      return turn;
    }
    default:
      return {
        role,
        ...(message.role === 'developer' && { developer: true }),
        content: contentOf(message.content, where, around),
        ...fieldsFrom(message, spokenKeys, where),
      };
  }
}

function contentOf(content: unknown, where: string, around: Surroundings): readonly ParsedPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : parseContent(content, where, around.files);
}

/**
 * Reads the older form of a result, which names the function instead of the call. It belongs to the last call of that
 * function.
 */
function functionResult(message: FunctionMessageParam, where: string, around: Surroundings): ParsedMessage {
  const toolCallId = around.lastCallOf(message.name);
  if (toolCallId === undefined) {
    throw invalidInput(`${where}.name`, 'must be the name of a function that an assistant message before it called.');
  }
  const content = contentOf(message.content ?? '', where, around);
  return { role: 'tool', content, toolCallId, ...fieldsFrom(message, functionKeys, where) };
}
