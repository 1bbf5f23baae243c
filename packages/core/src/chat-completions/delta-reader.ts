import type { ChatEvent } from '../contract/chat-event.ts';
import type { ChatRequest } from '../contract/chat-request.ts';
import { isRecord } from '../util/is-record.ts';
import { TextBuffer } from '../util/text-buffer.ts';
import { CarrierReader } from './wire-files.ts';
import { ReasoningTags } from './reasoning.ts';
import type { ServiceResponse } from './service-response.ts';
import { ToolCallReader } from './tool-call-reader.ts';
import type { WireChunk } from './wire-chunk.ts';

/** Where a service differs in what its chunks contain. */
export interface DeltaOptions {
  /** The name of the tag around reasoning in the text, such as `think`. */
  readonly reasoningTags: string | undefined;
  /** The name of the service. It is written into details of thoughts, so that they go back to no other service. */
  readonly service: string;
}

/** Turns what chunks add into events. */
export class DeltaReader {
  readonly #earlierCalls: number;
  #tools: ToolCallReader | undefined;
  readonly #tags: ReasoningTags | undefined;
  readonly #service: string;
  readonly #soundFormat: unknown;
  /**
   * The thoughts so far, which some services want back with the tool calls that follow. Only for a request with tools.
   */
  readonly #thoughts: TextBuffer | undefined;
  #thoughtsField: string | undefined;
  #carrier: CarrierReader | undefined;

  constructor({ messages, tools, parameters, extra }: ChatRequest, { reasoningTags, service }: DeltaOptions) {
    this.#earlierCalls = messages.reduce(
      (count, { tool_calls: calls = [], other_tool_calls: others = [] }) => count + calls.length + others.length,
      0,
    );
    this.#tags = reasoningTags === undefined ? undefined : new ReasoningTags(reasoningTags);
    this.#service = service;
    const hasTools = tools !== undefined || Object.hasOwn(parameters, 'tools');
    this.#thoughts = hasTools ? new TextBuffer() : undefined;
    const sound: unknown = parameters.audio ?? extra['audio'];
    this.#soundFormat = isRecord(sound) ? sound['format'] : undefined;
  }

  /** Whether the model called a tool. */
  get calledTools(): boolean {
    return this.#tools?.called === true;
  }

  /** The numbers of tool calls, from 1 on, whose arguments are not JSON. */
  get cutCalls(): readonly number[] {
    return this.#tools?.cut ?? [];
  }

  /** Whether a picture was left out because its form is unknown. */
  get hasUnreadPictures(): boolean {
    return this.#carrier !== undefined && this.#carrier.unreadPictures > 0;
  }

  /** Annotations that are not citations. `undefined` if there are none. */
  get otherAnnotations(): readonly unknown[] | undefined {
    const others = this.#carrier?.otherAnnotations ?? [];
    return others.length === 0 ? undefined : others;
  }

  /** @param whole - The chunk is the whole answer. */
  read(chunk: WireChunk, whole: boolean): readonly ChatEvent[] {
    const { reasoning, refusal, toolCalls, carrier } = chunk;
    const events: ChatEvent[] = [];
    if (reasoning !== undefined) {
      events.push({ type: 'reasoning-delta', text: reasoning });
      this.#keepThought(reasoning, chunk.reasoningField);
    }
    this.#readText(chunk, events);
    if (refusal !== undefined) {
      const logprobs = chunk.logprobs?.refusal;
      events.push({ type: 'refusal-delta', text: refusal, ...(logprobs !== undefined && { logprobs }) });
    }
    if (carrier !== undefined) {
      this.#carrier ??= new CarrierReader(this.#soundFormat);
      events.push(...this.#carrier.read(carrier, chunk.fromMessage === true));
    }
    if (toolCalls.length > 0) {
      this.#tools ??= new ToolCallReader(this.#earlierCalls);
      events.push(...this.#tools.read(toolCalls, whole));
    }
    return events;
  }

  /** Text that was held back because it might have become a tag. */
  rest(): readonly ChatEvent[] {
    return this.#tags === undefined ? [] : [...this.#tags.end()];
  }

  /**
   * The events that only the end of the answer completes. Throws `protocol_error` if the service called a tool without
   * naming it.
   */
  end({ citations: beside }: ServiceResponse): readonly ChatEvent[] {
    this.#tools?.end();
    const spoken = this.#spoken;
    if (spoken === undefined && beside.length === 0 && this.#carrier === undefined) return [];
    this.#carrier ??= new CarrierReader(this.#soundFormat);
    return this.#carrier.end({ service: this.#service, spoken, beside });
  }

  #readText({ text, logprobs }: WireChunk, events: ChatEvent[]): void {
    const tokens = logprobs?.content;
    if (this.#tags === undefined && tokens === undefined) {
      if (text !== undefined) events.push({ type: 'text-delta', text });
    } else if (this.#tags === undefined) {
      events.push({ type: 'text-delta', text: text ?? '', logprobs: tokens });
    } else {
      if (text !== undefined) events.push(...this.#tags.split(text));
      if (tokens !== undefined) events.push({ type: 'text-delta', text: '', logprobs: tokens });
    }
  }

  #keepThought(text: string, field: string | undefined): void {
    if (field === undefined || this.#thoughts === undefined) return;
    this.#thoughtsField = field;
    this.#thoughts.append(text);
  }

  /**
   * The thoughts that must go back with the tool calls: DeepSeek, Moonshot and others refuse calls without the thoughts
   * that led to them.
   * @see docs/decisions/0033-what-services-want-back.md
   */
  get #spoken(): { readonly field: string; readonly text: string } | undefined {
    if (this.#thoughts === undefined || this.#thoughtsField === undefined || !this.calledTools) return undefined;
    return { field: this.#thoughtsField, text: this.#thoughts.value };
  }
}

/**
 * Remembers the kinds of content that the deltas of a stream had. Some services end a stream with the whole message. It
 * repeats what the deltas said, so only the kinds that no delta had are new.
 */
export class StreamedKinds {
  #text = false;
  #reasoning = false;
  #refusal = false;
  #calls = false;

  /** The chunk without content that was streamed before it. */
  newIn(chunk: WireChunk): WireChunk {
    if (chunk.fromMessage === true) return this.#withoutStreamed(chunk);
    if (chunk.text !== undefined) this.#text = true;
    if (chunk.reasoning !== undefined) this.#reasoning = true;
    if (chunk.refusal !== undefined) this.#refusal = true;
    if (chunk.toolCalls.length > 0) this.#calls = true;
    return chunk;
  }

  #withoutStreamed(chunk: WireChunk): WireChunk {
    if (!this.#text && !this.#reasoning && !this.#refusal && !this.#calls) return chunk;
    return {
      ...chunk,
      text: this.#text ? undefined : chunk.text,
      reasoning: this.#reasoning ? undefined : chunk.reasoning,
      refusal: this.#refusal ? undefined : chunk.refusal,
      toolCalls: this.#calls ? [] : chunk.toolCalls,
    };
  }
}
