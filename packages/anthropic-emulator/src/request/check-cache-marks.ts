import { fieldOf, isJsonObject, type JsonObject } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import { forbidOthers, wordAt } from './fields.ts';

/** A mark up to which the prompt should be cached. */
export interface CacheMark {
  readonly path: string;
  readonly ttl: '5m' | '1h';
}

const mostMarks = 4;
const known: ReadonlySet<string> = new Set(['type', 'ttl']);

/** Reads the marks of a request in the order of the prompt: tools, system, messages, the request itself. */
export function readCacheMarks(body: JsonObject): readonly CacheMark[] {
  const places = ['tools', 'system', 'messages'].flatMap((name) => marksIn(fieldOf(body, name), name));
  const marks = [...places, ...markOf(body, 'cache_control')];
  if (marks.length > mostMarks) {
    throw invalid(`A maximum of ${mostMarks} blocks with cache_control may be provided. Found ${marks.length}.`);
  }
  const short = marks.findIndex(({ ttl }) => ttl === '5m');
  const late = short < 0 ? undefined : marks.slice(short).find(({ ttl }) => ttl === '1h');
  if (late === undefined) return marks;
  throw invalid(
    `${late.path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.`,
  );
}

function marksIn(value: unknown, path: string): readonly CacheMark[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => marksIn(item, `${path}.${index}`));
  if (!isJsonObject(value)) return [];
  // The input of a call may have any names, so it is not searched for marks.
  const content = marksIn(fieldOf(value, 'content'), `${path}.content`);
  return [...content, ...markOf(value, path)];
}

function markOf(holder: JsonObject, path: string): readonly CacheMark[] {
  const mark = fieldOf(holder, 'cache_control');
  if (!isJsonObject(mark)) return [];
  forbidOthers(mark, known, `${path}.cache_control`);
  wordAt(mark, 'type', `${path}.cache_control`, ['ephemeral']);
  const ttl = fieldOf(mark, 'ttl') === undefined ? '5m' : wordAt(mark, 'ttl', `${path}.cache_control`, ['5m', '1h']);
  return [{ path, ttl }];
}
