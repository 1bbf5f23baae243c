import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent, Usage } from '../contract/chat-event.ts';
import { TextBuffer } from '../util/text-buffer.ts';

/** Holds the events of one stream to the contract: known types, text that is text, no split surrogate pair. Knows no I/O. */
export class EventGuard {
  readonly #text = new TextBuffer();
  /** Whether any content was seen: from the first on, nothing may be repeated. */
  hasContent = false;
  #heldText = '';
  #heldReasoning = '';
  #toolCalls: Set<number> | undefined;

  /** The text so far, as deltas and revisions leave it. */
  get text(): string {
    return this.#text.value;
  }

  /** The event as it may be handed on; `undefined` when it adds nothing. */
  admit(event: ChatEvent): ChatEvent | undefined {
    if (typeof event !== 'object' || event === null) throw broken('something that is no event');
    switch (event.type) {
      case 'text-delta':
        return this.#textDelta(event);
      case 'reasoning-delta':
        return this.#reasoningDelta(event);
      case 'refusal-delta':
        if (textOf(event) === '') return undefined;
        this.hasContent = true;
        return event;
      case 'tool-call-delta':
        return this.#toolCallDelta(event);
      case 'text-revised':
        return this.#textRevised(event);
      case 'source':
        if (typeof event.url !== 'string') throw broken('a source without a url');
        return event;
      case 'finish':
        return finishFrom(event);
      default:
        throw broken(`an event of unknown type`);
    }
  }

  /** Half a character that the stream ended on; shown as it is. */
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

  /** Half a surrogate pair in `arguments` is let through: they are put together before anybody reads them. */
  #toolCallDelta(event: ChatEvent & { type: 'tool-call-delta' }): ChatEvent | undefined {
    const { index, id, name, arguments: text, extra } = event;
    if (!Number.isInteger(index) || index < 0) throw broken('a tool call without an index');
    if (text !== undefined && typeof text !== 'string') throw broken('a tool call whose arguments are no text');
    if (extra !== undefined && (typeof extra !== 'object' || extra === null)) {
      throw broken('a tool call whose extra is no object');
    }
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

  #textDelta(event: ChatEvent & { type: 'text-delta' | 'reasoning-delta' }): ChatEvent | undefined {
    const given = textOf(event);
    const text = this.#heldText === '' ? given : this.#heldText + given;
    if (text === '') return undefined;
    const whole = withoutHalfPair(text);
    this.#heldText = whole === text ? '' : text.slice(-1);
    if (whole === '') return undefined;
    this.#text.append(whole);
    this.hasContent = true;
    return whole === given ? event : { type: 'text-delta', text: whole };
  }

  #reasoningDelta(event: ChatEvent & { type: 'text-delta' | 'reasoning-delta' }): ChatEvent | undefined {
    const given = textOf(event);
    const text = this.#heldReasoning === '' ? given : this.#heldReasoning + given;
    if (text === '') return undefined;
    const whole = withoutHalfPair(text);
    this.#heldReasoning = whole === text ? '' : text.slice(-1);
    if (whole === '') return undefined;
    this.hasContent = true;
    return whole === given ? event : { type: 'reasoning-delta', text: whole };
  }
}

type Finish = Extract<ChatEvent, { type: 'finish' }>;

const finishReasons: ReadonlySet<string> = new Set(['stop', 'length', 'content-filter', 'tool-calls', 'other']);

/** A word that is not known becomes `other`, and counts that are no counts are left out: the answer itself is whole. */
function finishFrom(event: Finish): Finish {
  const { reason, rawReason, usage } = event;
  if (typeof reason !== 'string') throw broken('a finish without a reason');
  const known = finishReasons.has(reason);
  const counted = usage === undefined || isUsage(usage);
  if (known && counted) return event;
  return {
    type: 'finish',
    reason: known ? reason : 'other',
    rawReason: rawReason ?? (known ? undefined : reason),
    ...(counted && usage !== undefined && { usage }),
  };
}

function isUsage(usage: Usage): boolean {
  const total: unknown = usage?.totalTokens;
  return isCount(usage?.inputTokens) && isCount(usage?.outputTokens) && (total === undefined || isCount(total));
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function textOf(event: { readonly type: string; readonly text: string }): string {
  if (typeof event.text !== 'string') throw broken(`a ${event.type} without text`);
  return event.text;
}

function withoutHalfPair(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

function broken(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider yielded ${what}. This is a fault of the provider; its conformance tests show where.`,
    { phase: 'chat' },
  );
}
