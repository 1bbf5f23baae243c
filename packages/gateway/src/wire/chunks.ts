import type { ChatCompletion, ChatCompletionChunk, ChatCompletionStream } from '@plugboard/core';

/** What a client asked of the stream. */
export interface ChunkOptions {
  /** A last chunk with the usage, and `usage: null` in all before. */
  readonly includeUsage: boolean;
  /** What official clients ignore: `provider`, `service`, `warnings`, `attempts`. */
  readonly additions: boolean;
}

/** What of the head stands in every chunk, where the client has seen one already. */
export type ChunkHead = Pick<ChatCompletionChunk, 'id' | 'created' | 'model'>;

/** Writes chunks as OpenAI's server-sent events. */
export class ChunkWriter {
  readonly #options: ChunkOptions;
  readonly #isPlain: boolean;
  readonly #head: ChunkHead | undefined;

  constructor(options: ChunkOptions, head: ChunkHead | undefined) {
    this.#options = options;
    this.#head = head;
    this.#isPlain = options.additions && !options.includeUsage && head === undefined;
  }

  /** The events of a chunk: the last one of an answer may become two. */
  write(chunk: ChatCompletionChunk, stream: ChatCompletionStream): string {
    const isLast = typeof chunk.choices[0]?.finish_reason === 'string';
    if (this.#isPlain && !isLast) return event(chunk);
    const { usage, ...rest } = chunk;
    const own = this.#own(rest);
    const { warnings, attempts } = stream;
    const facts = isLast && this.#options.additions ? { warnings, attempts } : undefined;
    if (!this.#options.includeUsage) return event({ ...own, ...facts });
    const text = event({ ...own, ...facts, usage: null });
    return isLast && typeof usage === 'object' && usage !== null ? text + event({ ...own, choices: [], usage }) : text;
  }

  #own(chunk: object): object {
    const named = this.#head === undefined ? chunk : { ...chunk, ...this.#head };
    return this.#options.additions ? named : withoutAdditions(named);
  }
}

/** One server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A whole answer as OpenAI has it. */
export function toWireCompletion(completion: ChatCompletion, additions: boolean): object {
  const { resolution: _resolution, choices, ...rest } = completion;
  const wire = { ...rest, choices: choices.map(toWireChoice) };
  return additions ? wire : withoutAdditions(wire);
}

/** Whoever called a tool or refused, and said nothing, has `null` for content. */
function toWireChoice(choice: ChatCompletion['choices'][number]): object {
  const { message } = choice;
  const isSilent = message.content === '' && (message.tool_calls !== undefined || message.refusal !== null);
  return isSilent ? { ...choice, message: { ...message, content: null } } : choice;
}

const additionNames = new Set(['provider', 'service', 'warnings', 'attempts', 'sources']);

function withoutAdditions(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !additionNames.has(name)));
}
