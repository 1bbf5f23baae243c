import type { WireChunk } from './wire-chunk.ts';

const kinds = ['text', 'reasoning', 'refusal'] as const;

/**
 * What the deltas of a stream have said. Some services end it with the whole message, which is no more of the answer but all of it
 * again; what deltas said nothing of is new.
 */
export class StreamedKinds {
  readonly #streamed = new Set<(typeof kinds)[number] | 'calls'>();

  /** The chunk without what was streamed before it. */
  newIn(chunk: WireChunk): WireChunk {
    if (chunk.fromMessage === true) return this.#streamed.size === 0 ? chunk : this.#withoutStreamed(chunk);
    for (const kind of kinds) if (chunk[kind] !== undefined) this.#streamed.add(kind);
    if (chunk.toolCalls.length > 0) this.#streamed.add('calls');
    return chunk;
  }

  #withoutStreamed(chunk: WireChunk): WireChunk {
    const unless = <T>(kind: (typeof kinds)[number], value: T): T | undefined =>
      this.#streamed.has(kind) ? undefined : value;
    return {
      ...chunk,
      text: unless('text', chunk.text),
      reasoning: unless('reasoning', chunk.reasoning),
      refusal: unless('refusal', chunk.refusal),
      toolCalls: this.#streamed.has('calls') ? [] : chunk.toolCalls,
    };
  }
}
