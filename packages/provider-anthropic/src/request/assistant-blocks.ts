import { type ChatMessage, isJsonObject, type JsonObject, argumentsOf, type ToolCall } from '@plugboard/core/provider';
import { detailFormat } from '../detail-format.ts';
import type { Block } from './content-blocks.ts';
import { splitText, type TextPlace } from './split-text.ts';
import { wireId } from './tools.ts';

/** A block with its place among those of the turn. */
interface Placed {
  readonly index: number;
  readonly block: Block;
}

/**
 * The blocks of an assistant's turn in their order. Blocks that the service needs back have their old places, and so have texts whose
 * place is known. Other text takes the first free place, and calls come last.
 */
export function assistantBlocks(message: ChatMessage, texts: readonly Block[], where: string): readonly Block[] {
  const details = (message.reasoning_details ?? []).filter(isOwn);
  const calls = (message.tool_calls ?? []).map((call, position) => callBlock(call, `${where}.tool_calls[${position}]`));
  const { placed, rest } = splitText(texts, details.flatMap(textPlace));
  const blocks = [...details.flatMap(opaqueBlock), ...placed].toSorted((one, other) => one.index - other.index);
  const gap = blocks.findIndex(({ index }, position) => index !== position);
  const before = gap === -1 ? blocks.length : gap;
  const inOrder = blocks.map(({ block }) => block);
  return [...inOrder.slice(0, before), ...rest, ...inOrder.slice(before), ...calls];
}

type OwnDetail = JsonObject & { readonly type: string; readonly index: number };

function isOwn(detail: JsonObject): detail is OwnDetail {
  const { format, type, index } = detail;
  return format === detailFormat && typeof type === 'string' && typeof index === 'number';
}

/** The block of a detail, without the fields that the provider added. Unsigned thinking does not come from this service. */
function opaqueBlock({ format: _format, index, ...block }: OwnDetail): readonly Placed[] {
  const { type, signature } = block;
  if (type === 'text') return [];
  if (type === 'thinking' && (typeof signature !== 'string' || signature === '')) return [];
  return [{ index, block: { ...block, type } }];
}

function textPlace({ type, index, start, end, citations }: OwnDetail): readonly TextPlace[] {
  if (type !== 'text' || typeof start !== 'number' || typeof end !== 'number') return [];
  return [{ index, start, end, ...(Array.isArray(citations) && { citations: citations.filter(isJsonObject) }) }];
}

function callBlock(call: ToolCall, where: string): Block {
  const {
    id,
    function: { name },
    extra_content: extra,
  } = call;
  const { caller, toolset_name: toolset } = extra ?? {};
  const input = argumentsOf(call, where);
  return {
    type: 'tool_use',
    id: wireId(id),
    name,
    input,
    ...(isJsonObject(caller) && { caller }),
    ...(typeof toolset === 'string' && { toolset_name: toolset }),
  };
}
