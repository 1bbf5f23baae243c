import type { Attempt } from '../errors/plugboard-error.ts';
import type { Resolution } from '../contract/resolution.ts';
import { nativeFinishReason, toCompletionUsage, toFinishReason, type AnswerFacts } from './answer-facts.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import type { AnswerHead } from './to-chunk.ts';

/** What a completion tells beyond the answer itself. */
export interface CompletionContext {
  /** Of the answer, with revisions applied. */
  readonly text: string;
  readonly warnings: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly resolution: Resolution;
}

/** The whole answer of a finished stream. */
export function toCompletion(head: AnswerHead, facts: AnswerFacts, context: CompletionContext): ChatCompletion {
  const usage = facts.finish?.usage;
  const { toolCalls } = facts;
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    provider: head.provider,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: context.text,
          refusal: facts.refusal === '' ? null : facts.refusal,
          ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
          ...(facts.reasoning !== '' && { reasoning_content: facts.reasoning }),
        },
        finish_reason: toFinishReason(facts.finish?.reason ?? 'other'),
        ...(facts.finish !== undefined && nativeFinishReason(facts.finish)),
        logprobs: null,
      },
    ],
    ...(usage !== undefined && { usage: toCompletionUsage(usage) }),
    warnings: [...context.warnings],
    sources: facts.sources,
    attempts: [...context.attempts],
    resolution: context.resolution,
  };
}
