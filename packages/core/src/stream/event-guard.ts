import type { ChatEvent, ResponseEvent, Usage } from '../contract/chat-event.ts';
import { isRecord } from '../util/is-record.ts';
import { TextBuffer } from '../util/text-buffer.ts';
import { broken, fileFrom, logprobsFrom, reasoningDetailFrom, sourceFrom } from './validate-event.ts';

type EventOf<Type extends ChatEvent['type']> = Extract<ChatEvent, { type: Type }>;

/**
 * Checks the events of one stream against the contract: known types, text that is a string, no split surrogate pair.
 * Does no I/O.
 */
export class EventGuard {
  readonly #text: TextBuffer;
  /** Whether any content has come. After the first content, the call must not be retried. */
  hasContent = false;
  #heldText = '';
  #heldReasoning = '';
  #toolCalls: Set<number> | undefined;
  #hasResponse = false;

  /** @param keptText - How many characters of the text to keep. Default: all. */
  constructor(keptText: number = Number.POSITIVE_INFINITY) {
    this.#text = new TextBuffer(keptText);
  }

  /**
   * Whether the service said anything at all, even if only what `response` reports. A stream that ends after that
   * without `finish` was cut off.
   */
  get hasBegun(): boolean {
    return this.hasContent || this.#hasResponse;
  }

  /** The text so far, as deltas and revisions leave it. */
  get text(): string {
    return this.#text.value;
  }

  /** Whether {@link text} is only the beginning of the text. */
  get textIsCut(): boolean {
    return this.#text.isCut;
  }

  /**
   * Returns the event as it may be passed on, or `undefined` if it adds nothing. Throws `protocol_error` if it breaks
   * the contract.
   */
  validate(event: ChatEvent): ChatEvent | undefined {
    if (typeof event !== 'object' || event === null) throw broken('something that is not an event');
    switch (event.type) {
      case 'text-delta':
        return this.#textDelta(event);
      case 'reasoning-delta':
        return this.#reasoningDelta(event);
      case 'refusal-delta':
        return this.#refusalDelta(event);
      case 'tool-call-delta':
        return this.#toolCallDelta(event);
      case 'text-revised':
        return this.#textRevised(event);
      case 'source':
        return sourceFrom(event);
      case 'response':
        return this.#response(event);
      case 'reasoning-detail':
        this.hasContent = true;
        return reasoningDetailFrom(event);
      case 'file':
        this.hasContent = true;
        return fileFrom(event);
      case 'finish':
        return finishFrom(event);
      default:
        throw broken(`an event of unknown type`);
    }
  }

  /** The half of a surrogate pair with which the stream ended, if any. It is passed on as it is. */
  rest(): ChatEvent | undefined {
    if (this.#heldText === '') return undefined;
    const text = this.#heldText;
    this.#heldText = '';
    this.#text.append(text);
    return { type: 'text-delta', text };
  }

  #textRevised(event: ChatEvent & { type: 'text-revised' }): ChatEvent {
    const text = withoutHalfPair(textOf(event));
    this.#heldText = event.text.slice(text.length);
    this.#text.replace(text);
    this.hasContent = true;
    return text === event.text ? event : { type: 'text-revised', text };
  }

  /** Lets half a surrogate pair in `arguments` through, because the pieces are joined before anybody reads them. */
  #toolCallDelta(event: ChatEvent & { type: 'tool-call-delta' }): ChatEvent | undefined {
    const { index, id, name, arguments: text, extra } = event;
    const custom: unknown = event.custom;
    if (!Number.isInteger(index) || index < 0) throw broken('a tool call without an index');
    if (text !== undefined && typeof text !== 'string') throw broken('a tool call whose arguments are not a string');
    if (custom !== undefined && custom !== true) throw broken('a tool call whose custom is not true');
    if (extra !== undefined && !isRecord(extra)) throw broken('a tool call whose extra is not a JSON object');
    if (this.#toolCalls?.has(index) !== true) {
      if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '') {
        throw broken('a tool call that does not begin with its id and name');
      }
      (this.#toolCalls ??= new Set()).add(index);
    } else if ((text === undefined || text === '') && extra === undefined) {
      return undefined;
    }
    this.hasContent = true;
    return event;
  }

  #textDelta(event: EventOf<'text-delta'>): ChatEvent | undefined {
    const given = textOf(event);
    const logprobs = event.logprobs === undefined ? undefined : logprobsFrom(event.logprobs);
    const text = this.#heldText === '' ? given : this.#heldText + given;
    if (text === '' && logprobs === undefined) return undefined;
    const whole = withoutHalfPair(text);
    this.#heldText = whole === text ? '' : text.slice(-1);
    if (whole !== '') {
      this.#text.append(whole);
      this.hasContent = true;
    } else if (logprobs === undefined) {
      return undefined;
    }
    return whole === given && logprobs === event.logprobs ? event : { type: 'text-delta', text: whole, logprobs };
  }

  #reasoningDelta(event: EventOf<'reasoning-delta'>): ChatEvent | undefined {
    const given = textOf(event);
    const { id } = event;
    if (id !== undefined && typeof id !== 'string') throw broken('a reasoning-delta whose id is not a string');
    const text = this.#heldReasoning === '' ? given : this.#heldReasoning + given;
    if (text === '') return undefined;
    const whole = withoutHalfPair(text);
    this.#heldReasoning = whole === text ? '' : text.slice(-1);
    if (whole === '') return undefined;
    this.hasContent = true;
    return whole === given ? event : { type: 'reasoning-delta', text: whole, id };
  }

  #refusalDelta(event: EventOf<'refusal-delta'>): ChatEvent | undefined {
    const text = textOf(event);
    const logprobs = event.logprobs === undefined ? undefined : logprobsFrom(event.logprobs);
    if (text === '' && logprobs === undefined) return undefined;
    this.hasContent ||= text !== '';
    return logprobs === event.logprobs ? event : { type: 'refusal-delta', text };
  }

  #response(event: EventOf<'response'>): ChatEvent {
    if (this.#hasResponse) throw broken('a second response event');
    if (this.hasContent) throw broken('a response event after content; it must come first');
    this.#hasResponse = true;
    return responseFrom(event);
  }
}

function textOf(event: { readonly type: string; readonly text: string }): string {
  if (typeof event.text !== 'string') throw broken(`a ${event.type} without text`);
  return event.text;
}

function withoutHalfPair(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

const finishReasons: ReadonlySet<string> = new Set(['stop', 'length', 'content-filter', 'tool-calls', 'other']);

/** Turns an unknown reason into `other`, and leaves out a malformed count, because the answer itself is whole. */
function finishFrom(event: EventOf<'finish'>): ChatEvent {
  const { reason, rawReason, usage, fields } = event;
  if (typeof reason !== 'string') throw broken('a finish without a reason');
  if (fields !== undefined && !isRecord(fields)) throw broken('a finish whose fields are not a JSON object');
  const known = finishReasons.has(reason);
  const counts = usage === undefined ? undefined : usageFrom(usage);
  if (known && counts === usage) return event;
  return {
    type: 'finish',
    reason: known ? reason : 'other',
    rawReason: rawReason ?? (known ? undefined : reason),
    ...(counts !== undefined && { usage: counts }),
    ...(fields !== undefined && { fields }),
  };
}

/** Drops the whole count if its input, output or total is malformed. Leaves out another part that is malformed. */
function usageFrom(usage: Usage): Usage | undefined {
  if (!isCount(usage?.inputTokens) || !isCount(usage.outputTokens)) return undefined;
  if (usage.totalTokens !== undefined && !isCount(usage.totalTokens)) return undefined;
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens, raw } = usage;
  const areSound = isCountIfAny(cachedInputTokens) && isCountIfAny(cacheWriteTokens) && isCountIfAny(reasoningTokens);
  if (areSound && (raw === undefined || isRecord(raw))) return usage;
  const optional = { totalTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens };
  const sound = Object.entries(optional).filter(([, count]) => isCount(count));
  return { inputTokens, outputTokens, ...Object.fromEntries(sound), ...(isRecord(raw) && { raw }) };
}

function responseFrom(event: ResponseEvent): ResponseEvent {
  const { created, fields } = event;
  for (const name of ['id', 'model', 'requestId'] as const) {
    const value: unknown = event[name];
    if (value !== undefined && typeof value !== 'string') throw broken(`a response whose ${name} is not a string`);
  }
  if (created !== undefined && !Number.isFinite(created)) throw broken('a response whose created is not a number');
  if (fields !== undefined && !isRecord(fields)) throw broken('a response whose fields are not a JSON object');
  return event;
}

function isCountIfAny(value: unknown): boolean {
  return value === undefined || isCount(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
