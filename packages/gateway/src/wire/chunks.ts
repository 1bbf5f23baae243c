import type { ChatCompletion, ChatCompletionChunk, ChatCompletionStream } from '@plugboard/core';

/** How chunks are written for a client. */
export interface ChunkOptions {
  /** Whether a last chunk has the usage, and all chunks before have `usage: null`. */
  readonly includeUsage: boolean;
  /** Whether chunks have fields that official clients ignore: `provider`, `service`, `warnings`, `attempts`. */
  readonly additions: boolean;
}

/** What all chunks have in common, if the client has got one already. */
export type ChunkHead = Pick<ChatCompletionChunk, 'id' | 'created' | 'model'>;

/** Writes chunks as OpenAI's server-sent events. */
export class ChunkWriter {
  readonly #options: ChunkOptions;
  readonly #head: ChunkHead | undefined;
  /** The bytes before the text in the event of a chunk that only adds text. They are the same in the whole answer. */
  #before: string | undefined;
  /** The same, with the field `content`, which nearly all chunks have. */
  #beforeContent = '';
  #after = '';

  constructor(options: ChunkOptions, head: ChunkHead | undefined) {
    this.#options = options;
    this.#head = head;
  }

  /** The events of a chunk: the last one of an answer may become two. */
  write(chunk: ChatCompletionChunk, stream: ChatCompletionStream): string {
    const name = onlyText(chunk);
    if (name === undefined) return this.#write(chunk, stream);
    if (this.#before === undefined) this.#learn(chunk, stream);
    const before = name === 'content' ? this.#beforeContent : `${this.#before}"${name}":`;
    return before + JSON.stringify(chunk.choices[0]?.delta[name]) + this.#after;
  }

  #learn(chunk: ChatCompletionChunk, stream: ChatCompletionStream): void {
    const empty = this.#write({ ...chunk, choices: [{ index: 0, delta: {}, finish_reason: null }] }, stream);
    // The delta is the last object without members.
    const at = empty.lastIndexOf('{}') + 1;
    this.#before = empty.slice(0, at);
    this.#beforeContent = `${this.#before}"content":`;
    this.#after = empty.slice(at);
  }

  #write(chunk: ChatCompletionChunk, stream: ChatCompletionStream): string {
    const isLast = typeof chunk.choices[0]?.finish_reason === 'string';
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

const chunkKeys: ReadonlySet<string> = new Set(['id', 'object', 'created', 'model', 'provider', 'choices']);
const choiceKeys: ReadonlySet<string> = new Set(['index', 'delta', 'finish_reason']);

/** The name of the text to which a chunk adds, if it does nothing else. */
function onlyText(chunk: ChatCompletionChunk): 'content' | 'reasoning_content' | undefined {
  const choice = chunk.choices[0];
  if (choice === undefined || choice.finish_reason !== null) return undefined;
  const { delta } = choice;
  const name = typeof delta.content === 'string' ? 'content' : 'reasoning_content';
  if (typeof delta[name] !== 'string') return undefined;
  for (const key in delta) if (key !== name) return undefined;
  for (const key in choice) if (!choiceKeys.has(key)) return undefined;
  for (const key in chunk) if (!chunkKeys.has(key)) return undefined;
  return name;
}

/** One server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** A whole answer in OpenAI's shape, or with our additions. Core leaves the attempts out of JSON, so they are added here. */
export function toWireCompletion(completion: ChatCompletion, additions: boolean): object {
  return additions ? { ...completion, attempts: completion.attempts } : withoutAdditions(completion);
}

const additionNames = new Set(['provider', 'service', 'warnings', 'attempts', 'sources']);

function withoutAdditions(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !additionNames.has(name)));
}
