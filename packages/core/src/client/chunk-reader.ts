import type { ChatCompletionChunk } from '../contract/completion.ts';

type Result = IteratorResult<ChatCompletionChunk, undefined>;

interface Waiting {
  resolve(result: Result): void;
  reject(failure: Error): void;
}

const over: Result = { done: true, value: undefined };

/**
 * One of several readers of an answer that is read in any case. Keeps the chunks that the reader has not asked for yet.
 */
export class ChunkReader implements AsyncIterator<ChatCompletionChunk, undefined> {
  readonly #leave: () => void;
  #chunks: ChatCompletionChunk[] = [];
  readonly #waiting: Waiting[] = [];
  #over = false;
  #failure: Error | undefined;

  /** @param leave - Called when the reader stops before the end. */
  constructor(leave: () => void) {
    this.#leave = leave;
  }

  push(chunk: ChatCompletionChunk): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting.resolve({ done: false, value: chunk });
    else if (!this.#over) this.#chunks.push(chunk);
  }

  /** A failure reaches the reader after the chunks that are already here. */
  end(failure?: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#failure = failure;
    for (const waiting of this.#waiting.splice(0)) {
      const told = this.#takeFailure();
      if (told === undefined) waiting.resolve(over);
      else waiting.reject(told);
    }
  }

  next(): Promise<Result> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return Promise.resolve({ done: false, value: chunk });
    if (!this.#over) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const failure = this.#takeFailure();
    return failure === undefined ? Promise.resolve(over) : Promise.reject(failure);
  }

  return(): Promise<Result> {
    this.#chunks = [];
    this.end();
    this.#leave();
    return Promise.resolve(over);
  }

  #takeFailure(): Error | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }
}
