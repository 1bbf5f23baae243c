import type { ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import type { ToolCall } from '../../contract/tools.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';
import type { AssistantMessageParam } from '../create-params.ts';
import { audioIdFrom, fieldsFrom, invalidInput } from './check-input.ts';
import { parseContent, type MediaCollector } from './parse-content.ts';
import { calledFunction, toolCallsFrom } from './parse-tools.ts';

const assistantKeys: ReadonlySet<string> = new Set([
  'role',
  'content',
  'refusal',
  'tool_calls',
  'function_call',
  'reasoning_details',
  // Other fields of completions, which are not sent. The text of thoughts is for people: what a service wants back is
  // in `reasoning_details`.
  'parsed',
  'reasoning_content',
  'reasoning',
  'thinking_blocks',
  'images',
  'files',
  'annotations',
  'audio',
]);

/**
 * Checks and reads a turn of the assistant: what it said, called, refused and thought. Throws `input_invalid`.
 *
 * @param answered - Returns the ids of all calls that have a result. A function, because few turns need them.
 */
export function parseAssistantMessage(
  message: AssistantMessageParam,
  index: number,
  files: MediaCollector,
  answered: () => ReadonlySet<unknown>,
): ParsedMessage {
  const where = `messages[${index}]`;
  const { calls: toolCalls, others: otherCalls } = callsFrom(message, index, answered);
  const refusal = refusalFrom(message.refusal, where);
  // An assistant need not have said anything: it may have called a tool, refused, or just ended its turn.
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

/**
 * Whether a part is a thought, as some services have them in the content. Only that service may get it back, like
 * `reasoning_details`.
 */
function isThought(part: ParsedPart): part is Extract<ParsedPart, { type: 'other' }> {
  return part.type === 'other' && (part.part['type'] === 'thinking' || part.part['type'] === 'redacted_thinking');
}

/** The calls of a turn, including one in the older form, which has no id. */
function callsFrom(
  message: AssistantMessageParam,
  index: number,
  answered: () => ReadonlySet<unknown>,
): ReturnType<typeof toolCallsFrom> {
  const where = `messages[${index}]`;
  const given = toolCallsFrom(message.tool_calls, `${where}.tool_calls`);
  const older = message.function_call ?? undefined;
  if (older === undefined) return given;
  const called = calledFunction(older, `${where}.function_call`);
  if (given.calls === undefined)
    return { ...given, calls: [{ id: `call_${index}`, type: 'function', function: called }] };
  return given.calls.length === 1 ? given : { ...given, calls: answeredCalls(given.calls, answered()) };
}

/**
 * The first call, and all others that have a result. A completion has all calls in `tool_calls` and the first of them
 * in `function_call`. A program that reads the older form does not know the others, and services refuse calls without
 * results.
 */
function answeredCalls(calls: readonly ToolCall[], answered: ReadonlySet<unknown>): readonly ToolCall[] {
  return calls.filter(({ id }, position) => position === 0 || answered.has(id));
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

/**
 * The refusal as a part. Few services have a field for it; the others get it as text, because the assistant said it.
 */
function refusalFrom(refusal: unknown, where: string): ParsedPart | undefined {
  if (refusal === undefined || refusal === null || refusal === '') return undefined;
  if (typeof refusal !== 'string') throw invalidInput(`${where}.refusal`, 'must be a string.');
  return { type: 'text', text: refusal, refusal: 'field' };
}

function isNotEmpty(part: ParsedPart): boolean {
  return part.type !== 'text' || part.text !== '';
}
