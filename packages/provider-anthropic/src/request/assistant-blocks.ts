import { PlugboardError, type ChatMessage, type JsonObject, type ToolCall } from '@plugboard/core/provider';
import { detailFormat } from '../detail-format.ts';
import { isObject } from '../json-object.ts';
import type { Block } from './content-blocks.ts';
import { wireId } from './tools.ts';

/**
 * The blocks of an assistant's turn in their order: what the service wants back stands where it stood, the text at the first place that is
 * free, calls at the end.
 */
export function assistantBlocks(message: ChatMessage, texts: readonly Block[], where: string): readonly Block[] {
  const details = (message.reasoning_details ?? [])
    .flatMap(ownDetail)
    .toSorted((one, other) => one.index - other.index);
  const calls = (message.tool_calls ?? []).map((call, position) => callBlock(call, `${where}.tool_calls[${position}]`));
  const gap = details.findIndex(({ index }, position) => index !== position);
  const before = gap === -1 ? details.length : gap;
  const blocks = details.map(({ block }) => block);
  return [...blocks.slice(0, before), ...texts, ...blocks.slice(before), ...calls];
}

/** A block that the provider made a detail of, without what it added. Thoughts that nobody signed were not made by this service. */
function ownDetail({
  format,
  index,
  ...block
}: JsonObject): readonly { readonly index: number; readonly block: Block }[] {
  const { type, signature } = block;
  if (format !== detailFormat || typeof type !== 'string' || typeof index !== 'number') return [];
  if (type === 'thinking' && (typeof signature !== 'string' || signature === '')) return [];
  return [{ index, block: { ...block, type } }];
}

function callBlock({ id, function: { name, arguments: text } }: ToolCall, where: string): Block {
  return { type: 'tool_use', id: wireId(id), name, input: inputOf(text, `${where}.function.arguments`) };
}

/** The service takes an object. */
function inputOf(text: string, where: string): object {
  if (text.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(text);
    if (isObject(input)) return input;
  } catch {
    // Told below.
  }
  throw new PlugboardError('input_invalid', `${where} must be a JSON object: the service takes no other arguments.`, {
    param: where,
  });
}
