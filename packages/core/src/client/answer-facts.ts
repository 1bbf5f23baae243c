import type { ChatEvent, FinishReason, Usage } from '../plugins/chat-event.ts';
import type { CompletionFinishReason, CompletionUsage } from './completion.ts';

const finishReasons: Readonly<Record<FinishReason, CompletionFinishReason>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  // OpenAI's type has no word for it; the event keeps the service's own.
  other: 'stop',
};

/** OpenAI's word for a reason. */
export function toFinishReason(reason: FinishReason): CompletionFinishReason {
  return finishReasons[reason] ?? 'stop';
}

/** OpenAI's names for a count. */
export function toCompletionUsage({ inputTokens, outputTokens }: Usage): CompletionUsage {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}

/** What an answer comes to, event by event. */
export class AnswerFacts {
  /** With revisions applied. */
  text = '';
  reasoning = '';
  readonly sources: Extract<ChatEvent, { type: 'source' }>[] = [];
  finish: Extract<ChatEvent, { type: 'finish' }> | undefined;

  add(event: ChatEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.text += event.text;
        break;
      case 'reasoning-delta':
        this.reasoning += event.text;
        break;
      case 'text-revised':
        this.text = event.text;
        break;
      case 'source':
        this.sources.push(event);
        break;
      case 'finish':
        this.finish = event;
        break;
    }
  }
}
