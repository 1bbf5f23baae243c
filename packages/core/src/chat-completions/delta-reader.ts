import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest } from '../contract/chat-request.ts';
import { ReasoningTags } from './reasoning-tags.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import type { WireChunk } from './wire-chunk.ts';

/** Makes events of what chunks add. */
export class DeltaReader {
  readonly #tools: ToolCallReader;
  readonly #tags: ReasoningTags | undefined;

  constructor({ messages }: ChatRequest, reasoningTags: string | undefined) {
    this.#tools = new ToolCallReader(messages.reduce((count, message) => count + (message.tool_calls?.length ?? 0), 0));
    this.#tags = reasoningTags === undefined ? undefined : new ReasoningTags(reasoningTags);
  }

  /** Whether a tool was called. */
  get calledTools(): boolean {
    return this.#tools.called;
  }

  /** The numbers of tool calls, from 1 on, whose arguments are no JSON. */
  get cutCalls(): readonly number[] {
    return this.#tools.cut;
  }

  /** @param whole - The chunk is all of the answer. */
  read({ reasoning, text, refusal, toolCalls }: WireChunk, whole: boolean): readonly ChatEvent[] {
    const events: ChatEvent[] = [];
    if (reasoning !== undefined) events.push({ type: 'reasoning-delta', text: reasoning });
    if (text !== undefined) {
      if (this.#tags === undefined) events.push({ type: 'text-delta', text });
      else events.push(...this.#tags.split(text));
    }
    if (refusal !== undefined) events.push({ type: 'refusal-delta', text: refusal });
    if (toolCalls.length > 0) events.push(...this.#tools.read(toolCalls, whole));
    return events;
  }

  /** What was held back, as it might have become a tag. */
  rest(): readonly ChatEvent[] {
    return this.#tags === undefined ? [] : [...this.#tags.end()];
  }

  /** Throws `protocol_error` when a tool was called without saying which. */
  end(): void {
    this.#tools.end();
  }
}
