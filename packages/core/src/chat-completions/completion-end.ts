import type { FinishReason } from '../contract/chat-event.ts';

/** Milliseconds after the finish reason in which the token count may come. Some services never send it and hold the connection. */
const graceMs = 1_000;

/** The token count is the last thing that most services send, but not all. */
const graceCountedMs = 200;

/** A service that sends a finish reason beside the first content may send one in every chunk. */
const graceInDoubtMs = 2_000;

/** Once a service went on behind a finish reason, no later one is certain. */
const graceAfterMoreMs = 3_000;

/**
 * Decides from the finish reasons of an answer whether it is complete. Most services send one, in the last chunk. Others send one
 * in the first or in every chunk, so it marks the end only when nothing follows.
 */
export class CompletionEnd {
  #word: string | undefined;
  #reason: FinishReason = 'other';
  #hasContent = false;
  /** A finish reason stood where an end may be: behind or beside content, or it says why there is no content. */
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

  /** Whether content came behind a finish reason that looked like the end. No other one of this answer can be relied on. */
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

  /** For how many milliseconds more may come. `undefined`: there is no finish reason that can be the end. */
  get graceMs(): number | undefined {
    if (!this.#settled) return undefined;
    if (this.#moreFollowed) return graceAfterMoreMs;
    if (this.#inDoubt) return graceInDoubtMs;
    return this.#counted ? graceCountedMs : graceMs;
  }

  /** Called for a token count in a chunk of its own. True: it is the first one behind a certain end, so the wait becomes shorter. */
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
    // Some services end every stream with `stop`. It does not replace a word that says more.
    if (this.#word === undefined || this.#contentSince || reason !== 'stop') {
      this.#word = word;
      this.#reason = reason;
    }
    this.#contentSince = false;
    this.#inDoubt = !contentBefore && this.#hasContent;
    this.#settled ||= this.#hasContent || reason !== 'stop';
  }
}
