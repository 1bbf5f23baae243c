import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { RequestOptions } from '../request-options.ts';

const names = [
  'signal',
  'timeout',
  'maxRetries',
  'headers',
  'unsupported',
  'onProgress',
] as const satisfies readonly (keyof RequestOptions)[];

/** What the second argument of `create()` may have. */
export const requestOptionNames: ReadonlySet<string> = new Set(names);

/** How other clients call them. */
const otherNames: ReadonlyMap<string, (typeof names)[number]> = new Map([
  ['abortSignal', 'signal'],
  ['max_retries', 'maxRetries'],
  ['extra_headers', 'headers'],
]);

/** Throws `input_invalid` when one of the names belongs into the second argument of `create()`. */
export function refuseRequestOptions(given: readonly string[]): void {
  const misplaced = given.filter((name) => requestOptionNames.has(name) || otherNames.has(name));
  const [first] = misplaced;
  if (first === undefined) return;
  const options = [...new Set(misplaced.map((name) => otherNames.get(name) ?? name))];
  const belongs = misplaced.length === 1 ? 'belongs' : 'belong';
  throw new PlugboardError(
    'input_invalid',
    `${misplaced.join(' and ')} ${belongs} into the second argument: create({ model, messages, ... }, { ${options.join(', ')} }).`,
    { param: first },
  );
}
