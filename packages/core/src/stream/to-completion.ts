import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatCompletion, CompletionMessage } from '../contract/completion.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { CompletionState } from './completion-state.ts';
import { nativeFinishReason, toCompletionUsage, toFinishReason, toServiceFields } from './completion-words.ts';
import type { CompletionHead } from './to-chunk.ts';

/** What a completion tells beyond the answer itself. */
export interface CompletionContext {
  /** Of the answer, with revisions applied. */
  readonly text: string;
  readonly warnings: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution;
}

/** The whole answer of a finished stream. */
export function toCompletion(head: CompletionHead, state: CompletionState, context: CompletionContext): ChatCompletion {
  const { finish } = state;
  const usage = finish?.usage;
  const completion = {
    id: head.id,
    object: 'chat.completion' as const,
    created: head.created,
    model: head.model,
    provider: head.provider,
    ...toServiceFields(state.response, finish?.fields, head.requestId),
    choices: [
      {
        index: 0,
        message: messageOf(head, state, context.text),
        finish_reason: toFinishReason(finish?.reason ?? 'other'),
        ...(finish !== undefined && nativeFinishReason(finish)),
        logprobs: state.logprobs,
      },
    ],
    ...(usage !== undefined && { usage: toCompletionUsage(usage) }),
    warnings: [...context.warnings],
    sources: state.sources,
  };
  return withHidden(completion, { attempts: [...context.attempts], resolution: context.resolution });
}

function messageOf({ owner }: CompletionHead, state: CompletionState, text: string): CompletionMessage {
  const { refusal, reasoning } = state;
  const toolCalls = state.toolCalls(owner);
  const carried = state.carriedFields(owner);
  const didOther = toolCalls.length > 0 || refusal !== '' || carried.audio !== undefined;
  return {
    role: 'assistant',
    content: text === '' && didOther ? null : text,
    refusal: refusal === '' ? null : refusal,
    ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...carried,
  };
}

/** Properties that code can read, but that do not go into JSON or a copy: they are for the program, not for those it serves. */
function withHidden<T extends object, H extends object>(value: T, hidden: H): T & H {
  const all = { ...value, ...hidden };
  for (const name of Object.keys(hidden)) Object.defineProperty(all, name, { enumerable: false });
  return all;
}
