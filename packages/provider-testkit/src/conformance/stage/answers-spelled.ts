import type { ExpectedToolCall } from '../../fixtures/fixture.ts';
import { isFields } from '../../fixtures/shape.ts';
import { isCount } from './answer-changes.ts';
import { answerWords, isPlace } from './answer-words.ts';
import type { Delivery } from './delivery.ts';
import { jsonOf, leavesOf, mapLeaves, rewritten, type JsonPath } from './json-units.ts';

/** The answer with a copy, without text, of the piece that has its first words: one before that piece, and one after it. */
export function withEmptyPieces(recorded: Delivery, text: string): Delivery | undefined {
  const words = answerWords(jsonOf(recorded), text);
  const [first] = words?.pieces ?? [];
  if (words === undefined || words.repeats || words.pieces.length < 2) return undefined;
  return rewritten(recorded, (json, index) => {
    if (index !== first) return [json];
    const empty = mapLeaves(json, (value, path) => (isPlace(path, words.path) ? '' : value));
    return [empty, json, empty];
  });
}

/** The answer with the words of its first piece in its second one as well, and the text that it then has. */
export function withPiecesAlike(
  recorded: Delivery,
  text: string,
): { readonly answer: Delivery; readonly text: string } | undefined {
  const pieces = jsonOf(recorded);
  const words = answerWords(pieces, text);
  const [first, second] = words?.pieces ?? [];
  if (words === undefined || words.repeats || first === undefined || second === undefined) return undefined;
  const said = words.pieces.map((index) => String(valueAt(pieces[index], words.path)));
  const [one = '', ...others] = said;
  const answer = rewritten(recorded, (json, index) => [
    index === second ? mapLeaves(json, (value, path) => (isPlace(path, words.path) ? one : value)) : json,
  ]);
  return { answer, text: [one, one, ...others.slice(1)].join('') };
}

function valueAt(json: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), json);
}

/**
 * The answer with each of its counts in every event that has counts, as from services that send the total so far. Counts that grow stay
 * as they are. `undefined` if only one event has counts, or all have the same.
 */
export function withCountsRepeated(recorded: Delivery): Delivery | undefined {
  const pieces = jsonOf(recorded).map((json) => (json === undefined ? [] : countsOf(json)));
  const all = pieces.flat().map(([path, value]) => [String(path.at(-1)), value] as const);
  const known = new Map(all.filter(([name, value]) => all.every(([other, one]) => other !== name || one === value)));
  const having = pieces.filter((counts) => counts.length > 0);
  const lacking = having.some((counts) =>
    [...known.keys()].some((name) => !counts.some(([path]) => path.at(-1) === name)),
  );
  if (having.length < 2 || !lacking) return undefined;
  return rewritten(recorded, (json) => {
    const [count] = countsOf(json);
    return [count === undefined ? json : withFields(json, count[0].slice(0, -1), Object.fromEntries(known))];
  });
}

/** The answer with the event that has its counts, and nothing else, in front of its last words. */
export function withCountsEarly(recorded: Delivery, text: string): Delivery | undefined {
  const pieces = jsonOf(recorded);
  const last = answerWords(pieces, text)?.pieces.at(-1);
  const counting = pieces.flatMap((json, index) => (json !== undefined && countsOf(json).length > 0 ? [index] : []));
  const [counts] = counting;
  if (last === undefined || counts === undefined || counting.length > 1 || counts < last) return undefined;
  const isAlone = leavesOf(pieces[counts]).every(([path, value]) => isCount(path, value) || typeof value === 'object');
  if (!isAlone) return undefined;
  return rewritten(recorded, (json, index) => {
    if (index === counts) return [];
    return index === last ? [pieces[counts], json] : [json];
  });
}

function countsOf(json: unknown): readonly (readonly [path: JsonPath, value: number])[] {
  return leavesOf(json).flatMap(([path, value]) =>
    typeof value === 'number' && isCount(path, value) ? [[path, value] as const] : [],
  );
}

/** A copy with further fields at a place. Fields that are there stay. */
function withFields(json: unknown, path: JsonPath, fields: object): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return isFields(json) ? { ...fields, ...json } : json;
  if (Array.isArray(json))
    return json.map((inner: unknown, index) => (index === key ? withFields(inner, rest, fields) : inner));
  return isFields(json) ? { ...json, [key]: withFields(json[String(key)], rest, fields) } : json;
}

/**
 * The answer with the beginning of its second call in the event before it: in one list with a piece of the first call. `undefined` if
 * pieces are not in lists.
 */
export function withCallsTogether(recorded: Delivery, [one, two]: readonly ExpectedToolCall[]): Delivery | undefined {
  if (one === undefined || two === undefined) return undefined;
  const pieces = jsonOf(recorded);
  const beginnings = pieces.flatMap((json, index) => {
    const path = json === undefined ? undefined : listPath(json, [one.id ?? one.name, two.id ?? two.name]);
    return path === undefined ? [] : [{ index, path }];
  });
  const [first, second] = beginnings;
  if (first === undefined || second === undefined || !isPlace(first.path, second.path)) return undefined;
  const entries = listAt(pieces[second.index], second.path);
  const before = second.index - 1;
  if (entries === undefined || listAt(pieces[before], second.path) === undefined) return undefined;
  return rewritten(recorded, (json, index) => {
    if (index === second.index) return [];
    return [index === before ? withEntries(json, second.path, entries) : json];
  });
}

/** The place of the list in which a call begins, by its id or name. */
function listPath(json: unknown, marks: readonly string[]): JsonPath | undefined {
  const path = leavesOf(json).find(([, value]) => typeof value === 'string' && marks.includes(value))?.[0] ?? [];
  const at = path.findLastIndex((key) => typeof key === 'number');
  return at === -1 ? undefined : path.slice(0, at);
}

function listAt(json: unknown, path: JsonPath): readonly unknown[] | undefined {
  const found = valueAt(json, path);
  return Array.isArray(found) ? found : undefined;
}

function withEntries(json: unknown, path: JsonPath, more: readonly unknown[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return Array.isArray(json) ? [...(json as readonly unknown[]), ...more] : json;
  if (Array.isArray(json))
    return json.map((inner: unknown, index) => (index === key ? withEntries(inner, rest, more) : inner));
  return isFields(json) ? { ...json, [key]: withEntries(json[String(key)], rest, more) } : json;
}
