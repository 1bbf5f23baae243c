import type { ParsedRequest, ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { chatParameters } from './chat-parameters.ts';
import type { CreateParams, MessageParam, FunctionMessageParam } from '../create-params.ts';
import { parseAssistantMessage } from './parse-assistant-message.ts';
import { checkToolResults, parseTools } from './parse-tools.ts';
import { MediaCollector, parseContent } from './parse-content.ts';
import { invalidInput, asksForTools, fieldsFrom, isGiven } from './check-input.ts';
import { isRecord } from '../../util/is-record.ts';

/**
 * Checks the parameters of a call and takes charge of its files, all in the same tick as `create()`: a stream that
 * fails later must fail the call and not the process. Throws `input_invalid`, or `unsupported` for a value that would
 * be dropped, after releasing the files.
 */
export function parseRequest(params: CreateParams, files: MediaCollector = new MediaCollector()): ParsedRequest {
  if (typeof params !== 'object' || params === null) {
    throw new PlugboardError('input_invalid', 'create() takes an object with model and messages.');
  }
  const { model, messages } = params;
  if (typeof model !== 'string' || model === '') throw invalidInput('model', 'must be a non-empty string.');
  if (!isList(messages)) throw invalidInput('messages', 'must be an array.');
  try {
    const turns: ParsedMessage[] = [];
    const lastCalls = new Map<string, string>();
    let ids: ReadonlySet<unknown> | undefined;
    const answered = (): ReadonlySet<unknown> => (ids ??= idsOfResults(messages));
    for (const [index, message] of messages.entries()) {
      const turn = parseMessage(message, index, { files, lastCalls, answered });
      turns.push(turn);
      for (const { id, function: called } of turn.toolCalls ?? []) lastCalls.set(called.name, id);
    }
    if (turns.some(({ toolCallId }) => toolCallId !== undefined)) checkToolResults(turns);
    const loose = looseImages(params).map(([place, input]): ParsedPart => {
      return { type: 'media', media: files.take(input, undefined, place), place };
    });
    return {
      model,
      provider: params.provider ?? undefined,
      // A copy has no room to grow, and stays for as long as the answer lasts.
      messages: withLooseImages([...turns], loose),
      parameters: chatParameters(params),
      ...(asksForTools(params) ? parseTools(params) : noTools),
      providerOptions: providerOptionsOf(params),
      media: files.taken,
      stream: asksForStream(params),
      includeUsage: includesUsage(params),
      olderCalls: isGiven(params.functions),
    };
  } catch (error) {
    for (const media of files.taken) media.release();
    throw error;
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
function looseImages({
  image,
  images,
}: CreateParams): readonly (readonly [place: string, input: string | MediaInput])[] {
  const several = images ?? [];
  if (!Array.isArray(several as unknown)) throw invalidInput('images', 'must be an array.');
  const placed = several.map((input, index) => [`images[${index}]`, input] as const);
  return image === undefined || image === null ? placed : [['image', image], ...placed];
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

/** What reading a turn needs to know about the others. */
interface Surroundings {
  readonly files: MediaCollector;
  /** The id of the last call of each function in the turns before it. */
  readonly lastCalls: ReadonlyMap<string, string>;
  /** The ids of all calls that have a result. */
  answered(): ReadonlySet<unknown>;
}

/**
 * Checks and reads one turn. Keeps fields that core does not know: the provider decides whether to accept them. Throws
 * `input_invalid`.
 */
function parseMessage(
  message: MessageParam,
  index: number,
  { files, lastCalls, answered }: Surroundings,
): ParsedMessage {
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
      const content = parseContent(message.content, where, files);
      return { role, content, toolCallId, ...fieldsFrom(message, toolKeys, where) };
    }
    case 'function':
      return functionResult(message, where, files, lastCalls);
    case 'assistant':
      return parseAssistantMessage(message, index, files, answered);
    default:
      return {
        role,
        ...(message.role === 'developer' && { developer: true }),
        content: parseContent(message.content, where, files),
        ...fieldsFrom(message, spokenKeys, where),
      };
  }
}

/**
 * Reads the older form of a result, which names the function instead of the call. It belongs to the last call of that
 * function.
 */
function functionResult(
  message: FunctionMessageParam,
  where: string,
  files: MediaCollector,
  lastCalls: ReadonlyMap<string, string>,
): ParsedMessage {
  const toolCallId = lastCalls.get(message.name);
  if (toolCallId === undefined) {
    throw invalidInput(`${where}.name`, 'must be the name of a function that an assistant message before it called.');
  }
  const content = parseContent(message.content ?? '', where, files);
  return { role: 'tool', content, toolCallId, ...fieldsFrom(message, functionKeys, where) };
}
