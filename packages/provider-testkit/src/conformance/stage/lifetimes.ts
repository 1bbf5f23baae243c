import { leavesOf } from './json-units.ts';

const second = 1_000;
/** The longest plausible lifetime, in milliseconds. A larger number is a moment. */
const year = 366 * 86_400 * second;

/** How long a token lives, in milliseconds. */
export interface Lifetimes {
  /** From fields of the response. */
  readonly told: readonly number[];
  /** From the tokens themselves, which a provider need not read. */
  readonly within: readonly number[];
}

/** How long the tokens of an answer live from `at` on. */
export function lifetimesIn(answers: readonly unknown[], at: number): Lifetimes {
  const leaves = answers.flatMap((json) => (json === undefined ? [] : leavesOf(json)));
  const isLifetime = (lifetime: number | undefined): lifetime is number =>
    lifetime !== undefined && lifetime > 0 && lifetime < year;
  return {
    told: leaves
      .filter(([path]) => /expir|lifetime|ttl|max_?age|valid_?(?:for|until)/i.test(String(path.at(-1))))
      .map(([, value]) => lifetimeOf(value, at))
      .filter(isLifetime),
    within: leaves.map(([, value]) => (typeof value === 'string' ? ofToken(value, at) : undefined)).filter(isLifetime),
  };
}

/** A lifetime in seconds or milliseconds, or a moment: in seconds or milliseconds since the epoch, or as a date. */
function lifetimeOf(value: unknown, at: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) {
    if (number >= 1e12) return number - at;
    if (number >= 1e9) return number * second - at;
    return number < 1e6 ? number * second : number;
  }
  const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment - at;
}

/** The lifetime according to a JSON Web Token. */
function ofToken(value: string, at: number): number | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(value)?.[1];
  if (payload === undefined) return undefined;
  try {
    const exp: unknown = Reflect.get(Object(JSON.parse(Buffer.from(payload, 'base64url').toString())), 'exp');
    return typeof exp === 'number' ? exp * second - at : undefined;
  } catch {
    return undefined;
  }
}
