import type { ChatEvent, FileEvent, ReasoningDetail, TokenLogprob } from '../contract/chat-event.ts';
import type { ChoiceLogprobs, UrlCitation } from '../contract/completion.ts';
import type { CustomToolCall, ToolCall } from '../contract/tools.ts';
import type { JsonObject } from '../util/is-record.ts';
import { TextBuffer } from '../util/text-buffer.ts';
import { toCitation, toFileFields, type FileFields } from './completion-words.ts';
import { withOwner, type Owner } from './ownership.ts';

/** A call that may not be complete. */
export interface ToolCallSoFar {
  readonly id: string;
  readonly name: string;
  /** Whether it calls a custom tool. */
  readonly custom: boolean;
  /** The arguments, or the input of a custom tool. */
  readonly text: string;
  /** What the service wants back with the call. */
  readonly extra: JsonObject | undefined;
}

type OpenToolCall = { -readonly [Name in keyof ToolCallSoFar]: ToolCallSoFar[Name] };

type Finish = Extract<ChatEvent, { type: 'finish' }>;
type Source = Extract<ChatEvent, { type: 'source' }>;
type Response = Extract<ChatEvent, { type: 'response' }>;

/** What a message has besides its text, its calls and the text of its thoughts. Complete once the answer has ended. */
export interface CarriedFields extends FileFields {
  readonly reasoning_details?: JsonObject[];
  readonly annotations?: UrlCitation[];
}

/** Events that no later chunk of the answer needs. (The last chunk needs sources, details and files.) */
const droppable: ReadonlySet<ChatEvent['type']> = new Set(['text-delta', 'reasoning-delta', 'refusal-delta']);

/** Accumulates the events of an answer, except for its text. */
export class CompletionState {
  #reasoning: TextBuffer | undefined;
  /** Whether to keep everything. Otherwise it keeps only what the next chunk and the end of the answer need. */
  readonly keepsAll: boolean;
  refusal = '';
  response: Response | undefined;
  finish: Finish | undefined;
  #toolCalls: Map<number, OpenToolCall> | undefined;
  #sources: Source[] | undefined;
  #details: ReasoningDetail[] | undefined;
  #files: FileEvent[] | undefined;
  #logprobs: TokenLogprob[] | undefined;
  #refusalLogprobs: TokenLogprob[] | undefined;

  constructor(keepsAll = true) {
    this.keepsAll = keepsAll;
  }

  add(event: ChatEvent): void {
    if (!this.keepsAll && droppable.has(event.type)) return;
    switch (event.type) {
      case 'text-delta':
        if (event.logprobs !== undefined) (this.#logprobs ??= []).push(...event.logprobs);
        break;
      case 'reasoning-delta':
        (this.#reasoning ??= new TextBuffer()).append(event.text);
        break;
      case 'refusal-delta':
        this.refusal += event.text;
        if (event.logprobs !== undefined) (this.#refusalLogprobs ??= []).push(...event.logprobs);
        break;
      case 'tool-call-delta':
        this.#addToolCall(event);
        break;
      case 'text-revised':
        // The log probabilities so far belong to tokens that were taken back.
        this.#logprobs = undefined;
        break;
      case 'source':
        (this.#sources ??= []).push(event);
        break;
      case 'response':
        this.response = event;
        break;
      case 'reasoning-detail':
        (this.#details ??= []).push(event.detail);
        break;
      case 'file':
        (this.#files ??= []).push(event);
        break;
      case 'finish':
        this.finish = event;
        break;
    }
  }

  get reasoning(): string {
    return this.#reasoning?.value ?? '';
  }

  get sources(): readonly Source[] {
    return this.#sources ?? [];
  }

  /** The log probabilities of all tokens so far. `null` if there are none. */
  get logprobs(): ChoiceLogprobs | null {
    const content = this.#logprobs ?? null;
    const refusal = this.#refusalLogprobs ?? null;
    return content === null && refusal === null ? null : { content, refusal };
  }

  /** The tool calls, in the order of their indexes. */
  toolCalls(owner: Owner): (ToolCall | CustomToolCall)[] {
    return [...(this.#toolCalls ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([, { id, name, custom, text, extra }]) => ({
        id,
        ...(custom
          ? { type: 'custom' as const, custom: { name, input: text } }
          : { type: 'function' as const, function: { name, arguments: text } }),
        ...(extra !== undefined && { extra_content: withOwner(extra, owner) }),
      }));
  }

  /** Whether the call with this index came first. */
  isFirstCall(index: number): boolean {
    const [first] = this.#toolCalls?.keys() ?? [];
    return index === first;
  }

  get callCount(): number {
    return this.#toolCalls?.size ?? 0;
  }

  /** What has come so far of the call with this index. */
  callAt(index: number): ToolCallSoFar | undefined {
    return this.#toolCalls?.get(index);
  }

  carriedFields(owner: Owner): CarriedFields {
    return {
      ...(this.#details !== undefined && {
        reasoning_details: this.#details.map((detail) => withOwner(detail, owner)),
      }),
      ...(this.#files !== undefined && toFileFields(this.#files)),
      ...(this.#sources !== undefined && { annotations: this.#sources.map((source) => toCitation(source)) }),
    };
  }

  #addToolCall({ index, id, name, custom, arguments: text, extra }: ChatEvent & { type: 'tool-call-delta' }): void {
    const calls = (this.#toolCalls ??= new Map<number, OpenToolCall>());
    const known = calls.get(index);
    if (known === undefined) {
      calls.set(index, { id: id ?? '', name: name ?? '', custom: custom === true, text: text ?? '', extra });
      return;
    }
    if (this.keepsAll) known.text += text ?? '';
    if (extra !== undefined) known.extra = { ...known.extra, ...extra };
  }
}
