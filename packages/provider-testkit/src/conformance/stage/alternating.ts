import type { ExpectedToolCall } from '../../fixtures/fixture.ts';
import type { Delivery } from './delivery.ts';
import { isPlace } from './answer-words.ts';
import { jsonOf, leavesOf, reordered, type JsonPath } from './json-units.ts';

/**
 * The answer with the pieces of its first two calls in turn, if each piece says by a number or an id to which call it belongs.
 * `undefined` if that is impossible: the arguments come whole, or only their order tells to which call pieces belong.
 */
export function alternating(recorded: Delivery, calls: readonly ExpectedToolCall[]): Delivery | undefined {
  const pieces = jsonOf(recorded);
  const [first, second] = calls;
  const [one, two] = argumentPieces(pieces, calls)?.pieces ?? [];
  if (first === undefined || second === undefined || one === undefined || two === undefined) return undefined;
  const [last = 0, next = 0] = [one.at(-1), two[0]];
  if (one.length < 2 || two.length < 2 || last > next || !tellApart(pieces, one, two)) return undefined;
  // What begins the second call comes before its first piece, and so before all of these.
  const begins = pieces
    .map((_, index) => index)
    .filter((index) => index > last && index < next && holds(pieces[index], [second.id, second.name]));
  const moved = [...begins, ...inTurn(one, two)];
  const rest = [...pieces.keys()].filter((index) => !moved.includes(index));
  const before = rest.filter((index) => index < (one[0] ?? 0));
  return reordered(recorded, [...before, ...moved, ...rest.filter((index) => !before.includes(index))]);
}

/** Where an answer has the arguments of its calls as text. */
export interface ArgumentPieces {
  readonly place: JsonPath;
  /** The pieces of each call, by their index. */
  readonly pieces: readonly (readonly number[])[];
}

/** Which pieces hold the arguments of each call, found by the text that they add up to. */
export function argumentPieces(
  pieces: readonly unknown[],
  calls: readonly ExpectedToolCall[],
): ArgumentPieces | undefined {
  const whole = calls.map(({ arguments: text }) => text).join('');
  for (const place of textPlaces(pieces)) {
    const values = pieces.flatMap((piece, index) => {
      const found = piece === undefined ? undefined : leavesOf(piece).find(([path]) => isPlace(path, place))?.[1];
      return typeof found === 'string' && found !== '' ? [[index, found] as const] : [];
    });
    if (values.map(([, value]) => value).join('') !== whole) continue;
    const queue = [...values];
    const ofCalls = calls.map(({ arguments: text }) => {
      const own: number[] = [];
      for (let rest = text; rest !== '';) {
        const [index = 0, value = rest] = queue.shift() ?? [];
        own.push(index);
        rest = rest.slice(value.length);
      }
      return own;
    });
    return { place, pieces: ofCalls };
  }
  return undefined;
}

function textPlaces(pieces: readonly unknown[]): readonly JsonPath[] {
  const places = pieces
    .flatMap((piece) => (piece === undefined ? [] : leavesOf(piece)))
    .filter(([, value]) => typeof value === 'string')
    .map(([path]) => [JSON.stringify(path), path] as const);
  return [...new Map(places).values()];
}

/** Whether some field is the same in all pieces of a call, and another one in those of the other call. */
function tellApart(pieces: readonly unknown[], one: readonly number[], two: readonly number[]): boolean {
  const valuesOf = (indexes: readonly number[], path: JsonPath): ReadonlySet<unknown> =>
    new Set(indexes.map((index) => leavesOf(pieces[index]).find(([other]) => isPlace(path, other))?.[1]));
  return leavesOf(pieces[one[0] ?? 0]).some(([path]) => {
    const [left, right] = [[...valuesOf(one, path)], [...valuesOf(two, path)]];
    return left.length === 1 && right.length === 1 && right[0] !== undefined && left[0] !== right[0];
  });
}

function holds(piece: unknown, marks: readonly (string | undefined)[]): boolean {
  return piece !== undefined && leavesOf(piece).some(([, value]) => typeof value === 'string' && marks.includes(value));
}

function inTurn(one: readonly number[], two: readonly number[]): readonly number[] {
  const rounds = Array.from({ length: Math.max(one.length, two.length) }, (_, index) => [one[index], two[index]]);
  return rounds.flat().filter((index) => index !== undefined);
}
