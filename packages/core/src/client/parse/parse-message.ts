import type { ParsedMessage, ParsedPart } from '../../call/parsed-request.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { ImageDetail } from '../../contract/chat-request.ts';
import type { AssistantMessageParam, MediaUrl, MessageParam, MessagePart } from '../create-params.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';
import { toolCallsFrom } from './parse-tools.ts';
import type { MediaCollector } from './media-collector.ts';
import { invalidInput } from './input-fault.ts';
import { refuseUnknownKeys } from './known-keys.ts';

const roles = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant', tool: 'tool' } as const;

const spokenKeys: ReadonlySet<string> = new Set(['role', 'content']);
const assistantKeys: ReadonlySet<string> = new Set([
  ...spokenKeys,
  'refusal',
  'tool_calls',
  'reasoning_details',
  // What completions have besides. Thoughts in words are for people: what a service wants back is in `reasoning_details`.
  'reasoning_content',
  'images',
  'files',
  'annotations',
  'audio',
]);
const toolKeys: ReadonlySet<string> = new Set([...spokenKeys, 'tool_call_id']);
const textKeys: ReadonlySet<string> = new Set(['type', 'text']);
const urlKeys: ReadonlySet<string> = new Set(['url']);
const imageKeys: ReadonlySet<string> = new Set(['url', 'detail']);

/** One turn as the caller wrote it, checked. Throws `input_invalid`, and `unsupported` for keys that would be dropped. */
export function parseMessage(message: MessageParam, index: number, files: MediaCollector): ParsedMessage {
  const where = `messages[${index}]`;
  if (typeof message !== 'object' || message === null)
    throw invalidInput(where, 'must be an object with role and content.');
  if (!Object.hasOwn(roles, message.role)) {
    throw invalidInput(`${where}.role`, `must be one of ${Object.keys(roles).join(', ')}.`);
  }
  const role = roles[message.role];
  if (message.role === 'tool') {
    refuseUnknownKeys(message, toolKeys, where);
    const { tool_call_id: toolCallId } = message;
    if (typeof toolCallId !== 'string' || toolCallId === '') {
      throw invalidInput(`${where}.tool_call_id`, 'must be the id of the tool call that it answers.');
    }
    return { role, content: partsFrom(message.content, where, files), toolCallId };
  }
  if (message.role === 'assistant') return assistantTurn(message, where, files);
  refuseUnknownKeys(message, spokenKeys, where);
  return { role, content: partsFrom(message.content, where, files) };
}

function assistantTurn(message: AssistantMessageParam, where: string, files: MediaCollector): ParsedMessage {
  refuseUnknownKeys(message, assistantKeys, where);
  const toolCalls = toolCallsFrom(message.tool_calls, `${where}.tool_calls`);
  const refusal = refusalFrom(message.refusal, where);
  // An assistant need not have said anything: it called something, refused, or just ended its turn.
  const mayBeMissing = toolCalls !== undefined || refusal !== undefined || message.content === null;
  const said = partsFrom(mayBeMissing ? (message.content ?? '') : message.content, where, files);
  const reasoningDetails = detailsFrom(message.reasoning_details, `${where}.reasoning_details`);
  return {
    role: 'assistant',
    content: refusal === undefined ? said : [...said.filter(isNotEmpty), refusal],
    ...(toolCalls !== undefined && { toolCalls }),
    ...(reasoningDetails !== undefined && { reasoningDetails }),
  };
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

/** Few services keep a refusal apart; in a conversation that goes on it is what the assistant said. */
function refusalFrom(refusal: unknown, where: string): ParsedPart | undefined {
  if (refusal === undefined || refusal === null || refusal === '') return undefined;
  if (typeof refusal !== 'string') throw invalidInput(`${where}.refusal`, 'must be a string.');
  return { type: 'text', text: refusal };
}

function isNotEmpty(part: ParsedPart): boolean {
  return part.type !== 'text' || part.text !== '';
}

function partsFrom(content: unknown, where: string, files: MediaCollector): readonly ParsedPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalidInput(`${where}.content`, 'must be a string or an array of parts.');
  const parts: readonly MessagePart[] = content;
  return parts.map((part, position) => partFrom(part, `${where}.content[${position}]`, files));
}

function partFrom(part: MessagePart, where: string, files: MediaCollector): ParsedPart {
  switch (part?.type) {
    case 'text':
      if (typeof part.text !== 'string') throw invalidInput(`${where}.text`, 'must be a string.');
      refuseUnknownKeys(part, textKeys, where);
      return { type: 'text', text: part.text };
    case 'image_url':
      return filePart(part, part.image_url, 'image', where, files);
    case 'video_url':
      return filePart(part, part.video_url, 'video', where, files);
    case 'audio_url':
      return filePart(part, part.audio_url, 'audio', where, files);
    case 'pdf_url':
      return filePart(part, part.pdf_url, 'pdf', where, files);
    default:
      throw invalidInput(`${where}.type`, 'must be one of text, image_url, video_url, audio_url, pdf_url.');
  }
}

function filePart(
  part: MessagePart,
  value: MediaUrl | string,
  kind: MediaKind,
  where: string,
  files: MediaCollector,
): ParsedPart {
  const place = `${where}.${part.type}`;
  refuseUnknownKeys(part, new Set(['type', part.type]), where);
  // The documents of some services write it like that.
  if (typeof value === 'string') return { type: 'media', media: files.take(value, kind, place), place };
  if (typeof value !== 'object' || value?.url === undefined)
    throw invalidInput(place, 'must be { url }, where url is a URL, file(path), bytes, a Blob or a stream.');
  refuseUnknownKeys(value, kind === 'image' ? imageKeys : urlKeys, place);
  const detail = kind === 'image' ? detailFrom(value, place) : undefined;
  return { type: 'media', media: files.take(value.url, kind, place), place, ...(detail !== undefined && { detail }) };
}

function detailFrom(value: object, where: string): ImageDetail | undefined {
  const detail: unknown = Reflect.get(value, 'detail') ?? undefined;
  if (detail === undefined || (typeof detail === 'string' && detail !== '')) return detail;
  throw invalidInput(`${where}.detail`, 'must be a word such as auto, low or high.');
}
