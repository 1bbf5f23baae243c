import { createHash } from 'node:crypto';
import { countTokens, fieldOf, isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { readCacheMarks, type CacheMark } from './request/check-cache-marks.ts';
import type { Block, MessagesRequest } from './request/messages-request.ts';

/** The tokens of a prompt in three disjoint parts. */
export interface PromptTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWritten: number;
  /** The part of `cacheWritten` that is kept for an hour. */
  readonly writtenForAnHour: number;
}

const lifetimes: Readonly<Record<CacheMark['ttl'], number>> = { '5m': 300_000, '1h': 3_600_000 };
/** Tokens of a picture or a document of any size. */
const perFile = 1_600;
const perTurn = 3;

/** The number of tokens of a prompt, both for a count and for a message. */
export function promptTokens({ body, system, turns }: MessagesRequest): number {
  const tools = fieldOf(body, 'tools');
  const declared = tools === undefined ? 0 : countTokens(JSON.stringify(tools, undefined, 1));
  const blocks = [...system, ...turns.flatMap((turn) => turn.blocks)];
  return blocks.reduce((total, block) => total + blockTokens(block), declared + perTurn * turns.length);
}

/** The cached beginnings of prompts, as marked in requests. */
export class PromptCache {
  readonly #entries = new Map<string, { readonly tokens: number; readonly expiresAt: number }>();
  readonly #now: () => number;
  readonly #smallest: number;

  /** @param smallest - Tokens. A shorter prompt is silently not cached, as in the service. */
  constructor(now: () => number, smallest: number) {
    this.#now = now;
    this.#smallest = smallest;
  }

  /** Counts a prompt and the part of it that was in the cache, and caches what its marks ask for. */
  use(request: MessagesRequest): PromptTokens {
    const total = promptTokens(request);
    const prefixes = readCacheMarks(request.body)
      .map((mark) => prefixUpTo(request, mark, total))
      .filter(({ tokens }) => tokens >= this.#smallest);
    const read = prefixes.findLast(({ key }) => this.#has(key))?.tokens ?? 0;
    const last = prefixes.at(-1);
    for (const { key, tokens, ttl } of prefixes) {
      this.#entries.set(key, { tokens, expiresAt: this.#now() + lifetimes[ttl] });
    }
    const written = Math.max(0, (last?.tokens ?? 0) - read);
    return {
      input: total - read - written,
      cacheRead: read,
      cacheWritten: written,
      writtenForAnHour: last?.ttl === '1h' ? written : 0,
    };
  }

  #has(key: string): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now();
  }
}

interface Prefix extends CacheMark {
  readonly key: string;
  readonly tokens: number;
}

/** The prompt up to a mark, in the order of the service: tools, system, messages. */
function prefixUpTo({ body, model }: MessagesRequest, mark: CacheMark, total: number): Prefix {
  const pieces: string[] = [model.id];
  let tokens = 0;
  for (const name of ['tools', 'system', 'messages']) {
    for (const [path, value] of leavesOf(fieldOf(body, name), name)) {
      const text = JSON.stringify(value, (key, inner: unknown) => (key === 'cache_control' ? undefined : inner));
      pieces.push(text);
      tokens += isMedia(value) ? perFile : countTokens(text);
      if (path === mark.path) return { ...mark, key: digest(pieces), tokens: Math.min(tokens, total) };
    }
  }
  return { ...mark, key: digest(pieces), tokens: total };
}

/** The smallest values at which a mark can be, in order. */
function leavesOf(value: unknown, path: string): readonly (readonly [path: string, value: unknown])[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => leavesOf(item, `${path}.${index}`));
  if (!isJsonObject(value)) return value === undefined ? [] : [[path, value]];
  const content = fieldOf(value, 'content');
  return typeof fieldOf(value, 'role') === 'string' ? leavesOf(content, `${path}.content`) : [[path, value]];
}

function isMedia(value: unknown): boolean {
  return isJsonObject(value) && ['image', 'document'].some((type) => fieldOf(value, 'type') === type);
}

function digest(pieces: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(pieces)).digest('hex');
}

function blockTokens({ type, fields, files, remote }: Block): number {
  const media = (files.length + remote.length) * perFile;
  if (type === 'text') return countTokens(String(fieldOf(fields, 'text')));
  if (type === 'image' || type === 'document') return Math.max(media, perFile);
  return media + countTokens(JSON.stringify(withoutSources(fields), undefined, 1));
}

function withoutSources(value: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (key === 'source' ? undefined : inner)),
  ) as JsonObject;
}
