import type { JsonPath } from './json-units.ts';
import { leavesOf } from './json-units.ts';

/** Where an answer has its text. */
export interface AnswerWords {
  readonly path: JsonPath;
  /** The pieces of the answer that hold some of it, by their index. */
  readonly pieces: readonly number[];
  /** Each piece repeats the text so far. */
  readonly repeats: boolean;
}

/** Finds the text of an answer in its pieces of JSON; `undefined` when no one place of them adds up to it. */
export function answerWords(pieces: readonly unknown[], text: string): AnswerWords | undefined {
  const places = new Map<
    string,
    { readonly path: JsonPath; readonly values: (readonly [index: number, value: string])[] }
  >();
  for (const [index, piece] of pieces.entries()) {
    for (const [path, value] of piece === undefined ? [] : leavesOf(piece)) {
      if (typeof value !== 'string' || value === '') continue;
      const key = JSON.stringify(path);
      const place = places.get(key) ?? { path, values: [] };
      place.values.push([index, value]);
      places.set(key, place);
    }
  }
  for (const { path, values } of places.values()) {
    const found = values.map(([, value]) => value);
    const indexes = values.map(([index]) => index);
    if (found.at(-1) === text && found.every((value) => text.startsWith(value))) {
      return { path, pieces: indexes, repeats: found.length > 1 };
    }
    const said = runOf(found, text);
    if (said !== undefined) return { path, pieces: indexes.slice(...said), repeats: false };
  }
  return undefined;
}

/** Where several values add up to a text. There may be thoughts before it. A single value may repeat the others. */
function runOf(values: readonly string[], text: string): readonly [from: number, to: number] | undefined {
  for (const from of values.keys()) {
    let joined = '';
    for (let to = from; to < values.length && text.startsWith(joined); to += 1) {
      joined += values[to] ?? '';
      if (joined === text && to > from) return [from, to + 1];
    }
  }
  return undefined;
}

/** Whether two places in JSON are one. */
export function isPlace(one: JsonPath, other: JsonPath): boolean {
  return one.length === other.length && one.every((key, depth) => key === other[depth]);
}
