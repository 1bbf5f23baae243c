import { PlugboardError } from '../../errors/plugboard-error.ts';
import { serviceText } from '../../errors/quote.ts';

/**
 * Whether a caller gave something: `null` is OpenAI's way to say "not given", and lists that OpenAI's own messages carry along,
 * such as `annotations`, are empty where there is nothing.
 */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** The names of what was given and is not known, as they may stand in a message. */
export function unknownKeys(given: object, known: ReadonlySet<string>): readonly string[] {
  return Object.keys(given)
    .filter((name) => !known.has(name) && isGiven(Reflect.get(given, name)))
    .map((name) => serviceText(name));
}

/** Throws `unsupported` for what would be dropped on the way to the service. `where`: the path of `given`, such as `messages[0]`. */
export function refuseUnknownKeys(given: object, known: ReadonlySet<string>, where: string): void {
  const [first] = unknownKeys(given, known);
  if (first === undefined) return;
  throw new PlugboardError(
    'unsupported',
    `create() does not know ${where}.${first}, and nothing is dropped silently: leave it out.`,
    { param: `${where}.${first}` },
  );
}
