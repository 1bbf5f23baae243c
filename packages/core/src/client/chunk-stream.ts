import type { ChatCompletionChunk } from '../contract/completion.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChunkStream } from './chat-completions.ts';
import { jsonLines } from './json-lines.ts';

/** How far one reader may be ahead of the other, in bytes as {@link sizeOf} estimates them. */
const maxAheadBytes = 64 * 1024 ** 2;

type Result = IteratorResult<ChatCompletionChunk, undefined>;

/** Gives the chunks of one iterator to two readers. */
export function teeChunks(
  chunks: AsyncIterator<ChatCompletionChunk>,
  controller: () => AbortController,
): [ChunkStream, ChunkStream] {
  const tee = new Tee(chunks);
  return [new Branch(tee, 0, controller), new Branch(tee, 1, controller)];
}

/** Gives each result to both readers. It passes on promises, so that both see a failure. */
class Tee {
  readonly #chunks: AsyncIterator<ChatCompletionChunk>;
  readonly #waiting: [Promise<Result>[], Promise<Result>[]] = [[], []];
  readonly #left: [boolean, boolean] = [false, false];
  #aheadBytes = 0;

  constructor(chunks: AsyncIterator<ChatCompletionChunk>) {
    this.#chunks = chunks;
  }

  async next(reader: 0 | 1): Promise<Result> {
    if (this.#left[reader]) return { done: true, value: undefined };
    const other = reader === 0 ? 1 : 0;
    const kept = this.#waiting[reader].shift();
    if (kept !== undefined) {
      const result = await kept;
      this.#aheadBytes -= sizeOf(result);
      return result;
    }
    if (this.#aheadBytes > maxAheadBytes) {
      await this.leave(reader);
      throw tooFarAhead();
    }
    const read = this.#chunks.next() as Promise<Result>;
    if (!this.#left[other]) {
      // Whoever reads this branch gets the failure.
      read.catch(() => undefined);
      this.#waiting[other].push(read);
    }
    const result = await read;
    if (!this.#left[other]) this.#aheadBytes += sizeOf(result);
    return result;
  }

  /** One reader leaves. The answer ends when both have left. */
  async leave(reader: 0 | 1): Promise<void> {
    if (this.#left[reader]) return;
    this.#left[reader] = true;
    this.#waiting[reader] = [];
    this.#aheadBytes = 0;
    if (this.#left[0] && this.#left[1]) await this.#chunks.return?.();
  }
}

class Branch implements ChunkStream {
  readonly #tee: Tee;
  readonly #reader: 0 | 1;
  readonly #controller: () => AbortController;

  constructor(tee: Tee, reader: 0 | 1, controller: () => AbortController) {
    this.#tee = tee;
    this.#reader = reader;
    this.#controller = controller;
  }

  get controller(): AbortController {
    return this.#controller();
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatCompletionChunk> {
    return {
      next: () => this.#tee.next(this.#reader),
      return: async () => {
        await this.#tee.leave(this.#reader);
        return { done: true, value: undefined };
      },
    };
  }

  toReadableStream(): ReturnType<ChunkStream['toReadableStream']> {
    return jsonLines(this[Symbol.asyncIterator]());
  }
}

/** The memory of a chunk in bytes: its text, and about 500 for the objects around it. */
function sizeOf({ value }: Result): number {
  const delta = value?.choices[0]?.delta;
  if (delta === undefined) return 0;
  const text = (delta.content?.length ?? 0) + (delta.reasoning_content?.length ?? 0);
  const calls =
    delta.tool_calls?.reduce((sum, call) => sum + (call.function?.arguments ?? call.custom?.input ?? '').length, 0) ??
    0;
  return 500 + 2 * (text + calls);
}

function tooFarAhead(): PlugboardError {
  return new PlugboardError(
    'limit_exceeded',
    'One reader of tee() is 64 MiB ahead of the other. Read both at the same time, or only one of them.',
    { phase: 'chat' },
  );
}
