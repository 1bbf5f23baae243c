import type { ParsedRequest, ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { MediaInput } from '../../media/media-input.ts';
import { chatParameters } from './chat-parameters.ts';
import type { CreateParams, MessageParam, AssistantMessageParam, FunctionMessageParam } from '../create-params.ts';
import { checkToolResults, parseTools, calledFunction, toolCallsFrom } from './parse-tools.ts';
import { MediaCollector, parseContent } from './parse-content.ts';
import { invalidInput, audioIdFrom, fieldsFrom } from './check-input.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';

/**
 * Checks what the caller wrote and takes over the files, all in the tick of `create()`: a stream that fails later must
 * fail the call and not the process. Throws `input_invalid`, and `unsupported` for what would be dropped; lets go of what it
 * had taken over.
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
    for (const [index, message] of messages.entries()) {
      const turn = parseMessage(message, index, files, lastCalls);
      turns.push(turn);
      for (const { id, function: called } of turn.toolCalls ?? []) lastCalls.set(called.name, id);
    }
    checkToolResults(turns);
    const loose = looseImages(params).map(([place, input]): ParsedPart => {
      return { type: 'media', media: files.take(input, undefined, place), place };
    });
    return {
      model,
      provider: params.provider ?? undefined,
      messages: withLooseImages(turns, loose),
      parameters: chatParameters(params),
      ...parseTools(params),
      providerOptions: providerOptionsOf(params),
      media: files.taken,
      stream: asksForStream(params),
      includeUsage: includesUsage(params),
    };
  } catch (error) {
    for (const media of files.taken) media.release();
    throw error;
  }
}

function isList(value: unknown): value is readonly MessageParam[] {
  return Array.isArray(value);
}

/** `null` is not an image: it is OpenAI's way to say "not given". */
function looseImages({
  image,
  images,
}: CreateParams): readonly (readonly [place: string, input: string | MediaInput])[] {
  const several = images ?? [];
  if (!Array.isArray(several as unknown)) throw invalidInput('images', 'must be an array.');
  const placed = several.map((input, index) => [`images[${index}]`, input] as const);
  return image === undefined || image === null ? placed : [['image', image], ...placed];
}

/** Images without a home go to the last user message, before its text as services like it best. */
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

/** `"true"` or 1, from a form or another language, must not become a whole answer without a word. */
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
const assistantKeys: ReadonlySet<string> = new Set([
  ...spokenKeys,
  'refusal',
  'tool_calls',
  'function_call',
  'reasoning_details',
  // What completions have besides. Thoughts in words are for people: what a service wants back is in `reasoning_details`.
  'parsed',
  'reasoning_content',
  'reasoning',
  'thinking_blocks',
  'images',
  'files',
  'annotations',
  'audio',
]);
const toolKeys: ReadonlySet<string> = new Set([...spokenKeys, 'tool_call_id']);
const functionKeys: ReadonlySet<string> = new Set([...spokenKeys, 'name']);

/**
 * One turn as the caller wrote it, checked. Fields that core does not know go along, for the provider to accept or not. Throws
 * `input_invalid`.
 *
 * @param lastCalls - The id of the last call of each function in the turns before it.
 */
function parseMessage(
  message: MessageParam,
  index: number,
  files: MediaCollector,
  lastCalls: ReadonlyMap<string, string>,
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
      return assistantTurn(message, index, files);
    default:
      return {
        role,
        ...(message.role === 'developer' && { developer: true }),
        content: parseContent(message.content, where, files),
        ...fieldsFrom(message, spokenKeys, where),
      };
  }
}

/** The older form of a tool's result names the function instead of the call: it answers the last call of that function. */
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

function assistantTurn(message: AssistantMessageParam, index: number, files: MediaCollector): ParsedMessage {
  const where = `messages[${index}]`;
  const { calls: toolCalls, others: otherCalls } = callsFrom(message, index);
  const refusal = refusalFrom(message.refusal, where);
  // An assistant need not have said anything: it called something, refused, or just ended its turn.
  const mayBeMissing =
    toolCalls !== undefined ||
    otherCalls !== undefined ||
    refusal !== undefined ||
    message.content === null ||
    isRecord(message.audio);
  const parts = parseContent(mayBeMissing ? (message.content ?? '') : message.content, where, files);
  const thoughts = parts.flatMap((part) => (isThought(part) ? [part.part] : []));
  const said = thoughts.length === 0 ? parts : parts.filter((part) => !isThought(part));
  const given = detailsFrom(message.reasoning_details, `${where}.reasoning_details`);
  const reasoningDetails = thoughts.length === 0 ? given : [...(given ?? []), ...thoughts];
  const { fields } = fieldsFrom(message, assistantKeys, where);
  const allFields = { ...audioIdFrom(message.audio), ...fields };
  return {
    role: 'assistant',
    content: refusal === undefined ? said : [...said.filter(isNotEmpty), refusal],
    ...(toolCalls !== undefined && { toolCalls }),
    ...(otherCalls !== undefined && { otherCalls }),
    ...(reasoningDetails !== undefined && { reasoningDetails }),
    ...(Object.keys(allFields).length > 0 && { fields: allFields }),
  };
}

/** Some services have thoughts among the parts of an answer: history of the service that thought, as `reasoning_details` are. */
function isThought(part: ParsedPart): part is Extract<ParsedPart, { type: 'other' }> {
  return part.type === 'other' && (part.part['type'] === 'thinking' || part.part['type'] === 'redacted_thinking');
}

/** The calls of a turn, also in the older form, which has one without an id. */
function callsFrom(message: AssistantMessageParam, index: number): ReturnType<typeof toolCallsFrom> {
  const where = `messages[${index}]`;
  const given = toolCallsFrom(message.tool_calls, `${where}.tool_calls`);
  const older = message.function_call ?? undefined;
  if (given.calls !== undefined || older === undefined) return given;
  const called = calledFunction(older, `${where}.function_call`);
  return { ...given, calls: [{ id: `call_${index}`, type: 'function', function: called }] };
}

function detailsFrom(given: unknown, where: string): readonly JsonObject[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw invalidInput(where, 'must be an array of objects.');
  const details: readonly unknown[] = given;
  return details.map((detail, index) => {
    if (!isRecord(detail)) throw invalidInput(`${where}[${index}]`, 'must be an object.');
    return detail;
  });
}

/** Few services have a place for it. For the others it is a text, as it is what the assistant said. */
function refusalFrom(refusal: unknown, where: string): ParsedPart | undefined {
  if (refusal === undefined || refusal === null || refusal === '') return undefined;
  if (typeof refusal !== 'string') throw invalidInput(`${where}.refusal`, 'must be a string.');
  return { type: 'text', text: refusal, refusal: 'field' };
}

function isNotEmpty(part: ParsedPart): boolean {
  return part.type !== 'text' || part.text !== '';
}
