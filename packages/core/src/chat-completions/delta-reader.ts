import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest } from '../contract/chat-request.ts';
import { ReasoningTags } from './reasoning-tags.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import type { WireChunk } from './wire-chunk.ts';

/** Turns what chunks add into events. */
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

  /** The numbers of tool calls, from 1 on, whose arguments are not JSON. */
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

  /** Text that was held back because it might have become a tag. */
  rest(): readonly ChatEvent[] {
    return this.#tags === undefined ? [] : [...this.#tags.end()];
  }

  /** Throws `protocol_error` when a tool was called without saying which. */
  end(): void {
    this.#tools.end();
  }
}

const kinds = ['text', 'reasoning', 'refusal'] as const;

/**
 * The kinds of content that the deltas of a stream had. Some services end a stream with the whole message. It repeats what the deltas
 * said, so only the kinds that no delta had are new.
 */
export class StreamedKinds {
  readonly #streamed = new Set<(typeof kinds)[number] | 'calls'>();

  /** The chunk without what was streamed before it. */
  newIn(chunk: WireChunk): WireChunk {
    if (chunk.fromMessage === true) return this.#streamed.size === 0 ? chunk : this.#withoutStreamed(chunk);
    for (const kind of kinds) if (chunk[kind] !== undefined) this.#streamed.add(kind);
    if (chunk.toolCalls.length > 0) this.#streamed.add('calls');
    return chunk;
  }

  #withoutStreamed(chunk: WireChunk): WireChunk {
    const unless = <T>(kind: (typeof kinds)[number], value: T): T | undefined =>
      this.#streamed.has(kind) ? undefined : value;
    return {
      ...chunk,
      text: unless('text', chunk.text),
      reasoning: unless('reasoning', chunk.reasoning),
      refusal: unless('refusal', chunk.refusal),
      toolCalls: this.#streamed.has('calls') ? [] : chunk.toolCalls,
    };
  }
}
