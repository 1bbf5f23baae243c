import type { ChatEvent } from '../contract/chat-event.ts';

/**
 * Separates reasoning from the text of models that write it between tags, such as `<think>` and `</think>`. This happens only at the
 * very beginning of the answer: later on, a tag is something that the answer talks about. Tags may be cut anywhere.
 *
 * The opening tag may stand in the prompt, where some templates put it. Then only the closing tag shows it, so a text that does not
 * begin with a tag is held until a tag comes, or until the answer ends.
 */
export class ReasoningTags {
  readonly #open: string;
  readonly #close: string;
  #state: 'before' | 'inside' | 'untold' | 'after-tag' | 'text' = 'before';
  #held = '';
  /** The end of what is held, as long as a tag that is cut. */
  #recent = '';

  constructor(name: string) {
    this.#open = `<${name}>`;
    this.#close = `</${name}>`;
  }

  *split(text: string): Generator<ChatEvent> {
    let rest: string | undefined = text;
    if (this.#state === 'before') rest = this.#begin(rest);
    if (rest !== undefined && this.#state === 'untold') rest = yield* this.#waitForClose(rest);
    if (rest !== undefined && this.#state === 'inside') rest = yield* this.#reason(rest);
    if (rest !== undefined && this.#state === 'after-tag') rest = this.#passBlanks(rest);
    if (rest !== undefined && rest !== '') yield { type: 'text-delta', text: rest };
  }

  /** What was held back because it might have become a tag, or reasoning. */
  *end(): Generator<ChatEvent> {
    const text = this.#held;
    this.#held = '';
    if (text !== '') yield { type: this.#state === 'inside' ? 'reasoning-delta' : 'text-delta', text };
  }

  /** Each of these gives what is left for the next one, or `undefined` while it needs more. */
  #begin(text: string): string | undefined {
    const rest = this.#held + text;
    const start = rest.trimStart();
    if (this.#open.startsWith(start)) {
      this.#held = rest;
      return undefined;
    }
    this.#held = '';
    const tagged = start.startsWith(this.#open);
    this.#state = tagged ? 'inside' : 'untold';
    return tagged ? start.slice(this.#open.length) : rest;
  }

  *#waitForClose(text: string): Generator<ChatEvent, string | undefined> {
    // Only where a tag may have been completed: what is held may be long.
    const recent = this.#recent + text;
    const close = recent.indexOf(this.#close);
    const open = recent.indexOf(this.#open);
    this.#held += text;
    this.#recent = recent.slice(1 - this.#close.length);
    if (close === -1 && open === -1) return undefined;
    const held = this.#held;
    this.#held = '';
    this.#recent = '';
    if (open !== -1 && (close === -1 || open < close)) {
      this.#state = 'text';
      return held;
    }
    this.#state = 'after-tag';
    const end = held.length - recent.length + close;
    if (end > 0) yield { type: 'reasoning-delta', text: held.slice(0, end) };
    return held.slice(end + this.#close.length);
  }

  *#reason(text: string): Generator<ChatEvent, string | undefined> {
    const rest = this.#held + text;
    const end = rest.indexOf(this.#close);
    const reasoning = end === -1 ? rest.slice(0, rest.length - cutTag(rest, this.#close)) : rest.slice(0, end);
    this.#held = end === -1 ? rest.slice(reasoning.length) : '';
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    if (end === -1) return undefined;
    this.#state = 'after-tag';
    return rest.slice(end + this.#close.length);
  }

  /** The blank lines between reasoning and answer belong to neither. */
  #passBlanks(text: string): string | undefined {
    const rest = text.trimStart();
    if (rest === '') return undefined;
    this.#state = 'text';
    return rest;
  }
}

/** The length of the longest end of `text` that begins `tag`. */
function cutTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
