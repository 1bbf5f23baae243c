import { isFields } from '../../fixtures/shape.ts';
import type { AnswerWords } from './answer-words.ts';
import type { Delivery } from './delivery.ts';
import { isPlace } from './answer-words.ts';
import { jsonOf, leavesOf, mapLeaves, rewritten, type JsonPath } from './json-units.ts';
import { unitEnds } from './units.ts';

/** Whether a field says why an answer ended. */
export function isReason(path: JsonPath): boolean {
  return /reason|finish|stop|status|state|end|done/i.test(String(path.at(-1)));
}

/** The names of the numbers in an answer that count tokens. */
export function countsIn(recorded: Delivery): readonly string[] {
  const counts = jsonOf(recorded)
    .flatMap((json) => (json === undefined ? [] : leavesOf(json)))
    .filter(([path, value]) => isCount(path, value));
  return [...new Set(counts.map(([path]) => String(path.at(-1))))];
}

/** The answer without the counts of these names, and without what held nothing else. */
export function withoutCounts(recorded: Delivery, names: readonly string[]): Delivery {
  return rewritten(recorded, (json) => {
    const left = pruned(
      mapLeaves(json, (value, path) =>
        isCount(path, value) && names.includes(String(path.at(-1))) ? undefined : value,
      ),
    );
    return isFields(left) && Object.keys(left).length === 0 ? [] : [left];
  });
}

/** Whether a field counts tokens. */
export function isCount(path: JsonPath, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  const keys = path.map(String);
  return keys.some((key) => /usage|token|count/i.test(key)) && !keys.some((key) => /logprob|index/i.test(key));
}

function pruned(json: unknown): unknown {
  if (!isFields(json)) return json;
  const entries = Object.entries(json).map(([key, inner]) => [key, pruned(inner)] as const);
  return Object.fromEntries(
    entries.filter(([key, inner]) => !(/usage|token/i.test(key) && isFields(inner) && Object.keys(inner).length === 0)),
  );
}

/** Joins two pieces of an answer: the last words, and the one that ends it. `undefined` if no service would write them so. */
export function withWordsIn(words: AnswerWords, last: unknown, end: unknown): unknown {
  if (!isFields(last) || !isFields(end) || last['type'] !== end['type']) return undefined;
  const shared = Object.keys(end).filter((key) => typeof last[key] === 'object' && typeof end[key] === 'object');
  return shared.length === 0 ? undefined : joined(last, end, [], words.path);
}

/** The values of the second piece, except for the words. */
function joined(one: unknown, other: unknown, path: JsonPath, words: JsonPath): unknown {
  if (isPlace(path, words) || other === undefined) return one;
  if (Array.isArray(one) && Array.isArray(other)) {
    return Array.from({ length: Math.max(one.length, other.length) }, (_, index) =>
      joined(one[index], other[index], [...path, index], words),
    );
  }
  if (!isFields(one) || !isFields(other)) return other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...keys].map((key) => [key, joined(one[key], other[key], [...path, key], words)]));
}

/** Whether the events of an answer say what they are. */
export function hasTypes(recorded: Delivery): boolean {
  const types = jsonOf(recorded).flatMap((json) => (isFields(json) ? [json['type']] : []));
  const isNamed = eventNames(recorded).size > 1;
  return isNamed || (types.every((type) => typeof type === 'string') && new Set(types).size > 1);
}

/** Adds an event of an unknown type behind the first one. */
export function withUnknownEvent(recorded: Delivery): Delivery {
  const [end = 0] = unitEnds(recorded);
  const json = '{"type":"quokka","quokka":{"note":"Skip me."}}';
  const name = eventNames(recorded).size > 0 ? 'event: quokka\n' : '';
  const event = isEvents(recorded) ? `${name}data: ${json}\n\n` : `${json}\n`;
  const body = Buffer.from(recorded.body);
  return {
    ...recorded,
    body: Buffer.concat([body.subarray(0, end), Buffer.from(event), body.subarray(end)]),
    cuts: [],
  };
}

function eventNames({ body }: Delivery): ReadonlySet<string> {
  return new Set(
    [
      ...Buffer.from(body)
        .toString('latin1')
        .matchAll(/^event:(.*)$/gm),
    ].map(([, name = '']) => name.trim()),
  );
}

function isEvents({ headers }: Delivery): boolean {
  return JSON.stringify(headers).includes('event-stream');
}
