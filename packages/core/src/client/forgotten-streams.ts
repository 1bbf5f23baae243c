import type { AnswerStream } from '../call/answer-stream.ts';
import type { AnswerViews } from './answer-views.ts';

/**
 * A stream that nobody has read and nobody can read any more gives back its connection and its place. Whoever reads at once, as
 * a loop around `create()` does, is not watched: the garbage collector has work with each registration.
 */
export class ForgottenStreams {
  readonly #registry = new FinalizationRegistry<AnswerStream>((answer) => answer.close());
  #fresh: { readonly views: AnswerViews; readonly answer: AnswerStream }[] = [];

  watch(views: AnswerViews, answer: AnswerStream): void {
    if (this.#fresh.length === 0) setImmediate(() => this.#register());
    this.#fresh.push({ views, answer });
  }

  #register(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const { views, answer } of fresh) if (!views.begun) this.#registry.register(views, answer);
  }
}
