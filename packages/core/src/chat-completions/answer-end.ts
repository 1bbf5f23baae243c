import type { FinishReason } from '../contract/chat-event.ts';

/** Milliseconds that the count of tokens may come after the finish reason. Some services never send it and hold the connection. */
const graceMs = 1_000;

/** The count is the last word of most services, though not of all. */
const graceCountedMs = 200;

/** A finish reason beside the first content may be one that stands in every chunk. */
const graceInDoubtMs = 2_000;

/** ... and of a service that went on behind one, none is sure. */
const graceAfterMoreMs = 3_000;

/**
 * Judges by the finish reasons of an answer whether it has come to its end. Most services send one, in the last chunk. Others
 * send it with the first or with every chunk, so it is the end only when nothing follows.
 */
export class AnswerEnd {
  #word: string | undefined;
  #reason: FinishReason = 'other';
  #hasContent = false;
  /** It stood where an end may be: behind or beside content, or it says why there is none. */
  #settled = false;
  #inDoubt = false;
  #moreFollowed = false;
  #contentSince = false;
  #counted = false;

  /** The service's last word for it; `undefined` as long as the answer goes on. */
  get word(): string | undefined {
    return this.#word;
  }

  /** What the word means. */
  get reason(): FinishReason {
    return this.#reason;
  }

  get hasContent(): boolean {
    return this.#hasContent;
  }

  /** Whether content came behind a finish reason that looked like the end: no other one of this answer can be relied on. */
  get moreFollowed(): boolean {
    return this.#moreFollowed;
  }

  /** Whether the answer looks complete. */
  get isReached(): boolean {
    return this.#settled && !this.#moreFollowed;
  }

  /** Whether nothing but the count of tokens can be missing, whatever goes wrong from here on. */
  get isCertain(): boolean {
    return this.isReached && !this.#inDoubt;
  }

  /** How long more may come. `undefined`: there is no finish reason, or none that can be the end. */
  get graceMs(): number | undefined {
    if (!this.#settled) return undefined;
    if (this.#moreFollowed) return graceAfterMoreMs;
    if (this.#inDoubt) return graceInDoubtMs;
    return this.#counted ? graceCountedMs : graceMs;
  }

  /** Called for a count in a chunk of its own. True: the first one behind an answer that is certain, so the wait is shorter now. */
  sawCount(): boolean {
    if (!this.isCertain || this.#counted) return false;
    this.#counted = true;
    return true;
  }

  sawContent(): void {
    this.#moreFollowed ||= this.#settled;
    this.#contentSince = true;
    this.#hasContent = true;
  }

  /** Called after {@link sawContent} for the same chunk. */
  sawWord(word: string, reason: FinishReason, contentBefore: boolean): void {
    // Some services end every stream with `stop`; it takes nothing back from a word that says more.
    if (this.#word === undefined || this.#contentSince || reason !== 'stop') {
      this.#word = word;
      this.#reason = reason;
    }
    this.#contentSince = false;
    this.#inDoubt = !contentBefore && this.#hasContent;
    this.#settled ||= this.#hasContent || reason !== 'stop';
  }
}
