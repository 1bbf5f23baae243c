import { TextBuffer } from '../util/text-buffer.ts';
import type { ChatEvent, FinishReason, Usage } from '../contract/chat-event.ts';
import type { ToolCall } from '../contract/tools.ts';
import type { CompletionFinishReason, CompletionUsage } from '../contract/completion.ts';

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

/** The service's own word, where OpenAI's does not say the same. */
export function nativeFinishReason({ reason, rawReason }: Finish): { readonly native_finish_reason?: string } {
  const native = rawReason ?? (reason === 'other' ? reason : undefined);
  return native === undefined || native === toFinishReason(reason) ? {} : { native_finish_reason: native };
}

/** OpenAI's names for a count. */
export function toCompletionUsage({ inputTokens, outputTokens, totalTokens }: Usage): CompletionUsage {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: totalTokens ?? inputTokens + outputTokens,
  };
}

interface OpenToolCall {
  readonly id: string;
  readonly name: string;
  text: string;
  extra: Readonly<Record<string, unknown>> | undefined;
}

type Finish = Extract<ChatEvent, { type: 'finish' }>;
type Source = Extract<ChatEvent, { type: 'source' }>;

/** What an answer comes to besides its text, event by event. */
export class AnswerFacts {
  readonly #reasoning = new TextBuffer();
  refusal = '';
  #toolCalls: Map<number, OpenToolCall> | undefined;
  #sources: Source[] | undefined;
  finish: Finish | undefined;

  add(event: ChatEvent): void {
    switch (event.type) {
      case 'reasoning-delta':
        this.#reasoning.append(event.text);
        break;
      case 'refusal-delta':
        this.refusal += event.text;
        break;
      case 'tool-call-delta':
        this.#addToolCall(event);
        break;
      case 'source':
        (this.#sources ??= []).push(event);
        break;
      case 'finish':
        this.finish = event;
        break;
      case 'text-delta':
      case 'text-revised':
      case 'response':
      case 'reasoning-detail':
      case 'file':
        break;
    }
  }

  get reasoning(): string {
    return this.#reasoning.value;
  }

  get sources(): readonly Source[] {
    return this.#sources ?? [];
  }

  /** What was called, in the order of the calls' numbers. */
  get toolCalls(): ToolCall[] {
    return [...(this.#toolCalls ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([, { id, name, text, extra }]) => ({
        id,
        type: 'function',
        function: { name, arguments: text },
        ...(extra !== undefined && { extra_content: extra }),
      }));
  }

  #addToolCall({ index, id, name, arguments: text, extra }: ChatEvent & { type: 'tool-call-delta' }): void {
    const calls = (this.#toolCalls ??= new Map<number, OpenToolCall>());
    const known = calls.get(index);
    if (known === undefined) {
      calls.set(index, { id: id ?? '', name: name ?? '', text: text ?? '', extra });
      return;
    }
    known.text += text ?? '';
    if (extra !== undefined) known.extra = { ...known.extra, ...extra };
  }
}
