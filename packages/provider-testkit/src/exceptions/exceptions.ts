import { describeException } from './describe-exception.ts';

const mostTold = 3;

/** Collects what the code of a provider throws by itself, each thing once. */
export class Exceptions {
  readonly #told = new Set<string>();
  readonly add = (thrown: unknown): void => {
    const text = describeException(thrown);
    if (text !== undefined) this.#told.add(text);
  };

  /** As many as help; the first of them is mostly the cause of the others. */
  get told(): readonly string[] {
    return [...this.#told].slice(0, mostTold);
  }

  clear(): void {
    this.#told.clear();
  }
}
