import type { ChatEvent } from '../contract/chat-event.ts';
import { nativeFinishReason, toCompletionUsage, toFinishReason } from './answer-facts.ts';
import type { ChatCompletionChunk, ChunkDelta, CompletionFinishReason, ToolCallDelta } from '../contract/completion.ts';

/** What all chunks of one answer share. */
export interface AnswerHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
  readonly provider: string;
  readonly includeUsage: boolean;
}

/** The first chunk: the role and nothing else. */
export function roleChunk(head: AnswerHead): ChatCompletionChunk {
  return chunk(head, { role: 'assistant', content: '' }, null);
}

/** The chunk of an event; `undefined` for events that OpenAI's chunks have no place for (`source`: see `events`). */
export function toChunk(head: AnswerHead, event: ChatEvent): ChatCompletionChunk | undefined {
  switch (event.type) {
    case 'text-delta':
      return chunk(head, { content: event.text }, null);
    case 'reasoning-delta':
      return chunk(head, { reasoning_content: event.text }, null);
    case 'refusal-delta':
      return chunk(head, { refusal: event.text }, null);
    case 'tool-call-delta':
      return chunk(head, { tool_calls: [toolCallDelta(event)] }, null);
    case 'text-revised':
      return chunk(head, { revised_content: event.text }, null);
    case 'finish': {
      const last = chunk(head, {}, toFinishReason(event.reason), nativeFinishReason(event));
      return head.includeUsage && event.usage !== undefined ? { ...last, usage: toCompletionUsage(event.usage) } : last;
    }
    default:
      return undefined;
  }
}

function toolCallDelta(event: ChatEvent & { type: 'tool-call-delta' }): ToolCallDelta {
  const { index, id, name, arguments: text, extra } = event;
  return {
    index,
    ...(id !== undefined && { id, type: 'function' as const }),
    function: { ...(name !== undefined && { name }), ...(text !== undefined && { arguments: text }) },
    ...(extra !== undefined && { extra_content: extra }),
  };
}

function chunk(
  { id, created, model, provider }: AnswerHead,
  delta: ChunkDelta,
  finishReason: CompletionFinishReason | null,
  native?: { readonly native_finish_reason?: string },
): ChatCompletionChunk {
  return {
    id,
    object: 'chat.completion.chunk',
    created,
    model,
    provider,
    choices: [{ index: 0, delta, finish_reason: finishReason, ...native }],
  };
}
