import { describeException } from './describe-exception.ts';

const mostTold = 3;

/** Collects what the code of a provider itself throws, each error once. */
export class Exceptions {
  readonly #told = new Set<string>();
  readonly add = (thrown: unknown): void => {
    const text = describeException(thrown);
    if (text !== undefined) this.#told.add(text);
  };

  /** The first few. The first is usually the cause of the others. */
  get told(): readonly string[] {
    return [...this.#told].slice(0, mostTold);
  }

  clear(): void {
    this.#told.clear();
  }
}
