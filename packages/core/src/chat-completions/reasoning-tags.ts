import type { ChatEvent } from '../plugins/chat-event.ts';

/**
 * Takes reasoning out of the text of models that write it between tags, such as `<think>` and `</think>`. Only at the very
 * beginning of the answer: later on, the tag is something that the answer talks about. Tags may be cut anywhere.
 */
export class ReasoningTags {
  readonly #open: string;
  readonly #close: string;
  #state: 'before' | 'inside' | 'after-tag' | 'text' = 'before';
  #held = '';

  constructor(name: string) {
    this.#open = `<${name}>`;
    this.#close = `</${name}>`;
  }

  *split(text: string): Generator<ChatEvent> {
    let rest = this.#held + text;
    this.#held = '';
    if (this.#state === 'before') {
      const start = rest.trimStart();
      if (!start.startsWith(this.#open)) {
        if (this.#open.startsWith(start)) this.#held = rest;
        else this.#state = 'text';
        if (this.#held !== '') return;
      } else {
        this.#state = 'inside';
        rest = start.slice(this.#open.length);
      }
    }
    if (this.#state === 'inside') {
      const end = rest.indexOf(this.#close);
      const reasoning = end === -1 ? rest.slice(0, rest.length - cutTag(rest, this.#close)) : rest.slice(0, end);
      if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
      if (end === -1) {
        this.#held = rest.slice(reasoning.length);
        return;
      }
      this.#state = 'after-tag';
      rest = rest.slice(end + this.#close.length);
    }
    if (this.#state === 'after-tag') {
      // The blank lines between reasoning and answer belong to neither.
      rest = rest.trimStart();
      if (rest === '') return;
      this.#state = 'text';
    }
    if (rest !== '') yield { type: 'text-delta', text: rest };
  }

  /** What was held back because it might have become a tag. */
  *end(): Generator<ChatEvent> {
    const text = this.#held;
    this.#held = '';
    if (text !== '') yield { type: this.#state === 'inside' ? 'reasoning-delta' : 'text-delta', text };
  }
}

/** The length of the longest end of `text` that begins `tag`. */
function cutTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
