import { allClaims, type Claim, claimsOf, type RoutedInstance } from './routing-table.ts';
import { parseModelId } from '../contract/model.ts';

/** One way to read a name: the instance that it leads to, and the model name to send to that instance. */
export interface Reading extends Pick<Claim, 'provider' | 'model' | 'pattern'> {
  /**
   * How the instance claims the model. `any`: it does not declare the model, but the caller named the instance, which
   * allows any model.
   */
  readonly by: Claim['by'] | 'any';
  /** Whether the part before the first `/` is read as the instance, and only the rest as the model. */
  readonly qualified: boolean;
}

/**
 * The readings of a name: none, one, or several if it is ambiguous.
 *
 * If an instance is called `openrouter`, a name such as `openrouter/auto` has two readings: the model `auto` of that instance, or
 * a model whose whole name is `openrouter/auto`. If the instance itself declares the whole name, that reading wins, unless the
 * instance also declares the rest. If another instance declares the whole name, the name is ambiguous. A pattern declares whole
 * names only if it contains the instance and the `/` (`openrouter/*`); otherwise `*` would contradict every qualified id.
 */
export function readName(instances: readonly RoutedInstance[], name: string): readonly Reading[] {
  const whole = allClaims(instances, name).map(asWhole);
  const split = parseModelId(name, (part) => instances.some(({ id }) => id === part));
  const named = instances.find(({ id }) => id === split.provider);
  if (named === undefined) return strongest(whole);
  const own = readWithin(named, name);
  const others = strongest(whole.filter((reading) => reading.provider !== named.id && declares(reading, named, name)));
  const undecided = others.some(isExact) || own.some((reading) => reading.qualified && !isExact(reading));
  return undecided ? [...own, ...others] : strongest([...own, ...others]);
}

/**
 * The readings of a name for the instance that the call or the client names. Since the name need not be qualified then,
 * the whole name of a model wins over an equally good qualified reading.
 */
export function readFor(instance: RoutedInstance, name: string): readonly Reading[] {
  const readings = readWithin(instance, name);
  const whole = readings.filter(({ qualified }) => !qualified);
  return whole.length > 0 ? whole : readings;
}

/**
 * The readings of the part after `instance/`, if the name is qualified with this instance. Empty for all other names.
 */
export function readBehind(instance: RoutedInstance, name: string): readonly Reading[] {
  const { provider, model } = parseModelId(name, (part) => part === instance.id);
  if (provider === undefined || model === '') return [];
  const claims = claimsOf(instance, model).map((claim) => ({ ...claim, qualified: true }));
  return claims.length > 0 ? claims : [{ provider, model, by: 'any', qualified: true }];
}

/**
 * The readings of a name within one instance: the one that it declares more exactly, or both if it declares both
 * equally.
 */
function readWithin(instance: RoutedInstance, name: string): readonly Reading[] {
  const whole = claimsOf(instance, name).map(asWhole);
  const isQualified = name.startsWith(`${instance.id}/`);
  if (isQualified)
    return bestOf([...whole.filter((reading) => declares(reading, instance, name)), ...readBehind(instance, name)]);
  return whole.length > 0 ? whole : [{ provider: instance.id, model: name, by: 'any', qualified: false }];
}

/** Whether an instance claims the whole name deliberately, although the name begins with the name of an instance. */
function declares({ pattern }: Reading, { id }: RoutedInstance, name: string): boolean {
  return pattern === undefined || (pattern.startsWith(`${id}/`) && name !== `${id}/`);
}

function bestOf(readings: readonly Reading[]): readonly Reading[] {
  const best = Math.max(...readings.map(strength));
  const kept = readings.filter((reading) => strength(reading) === best);
  // An alias that equals the qualified id of its own model means the same, but the id is more specific.
  const idsFirst = kept.toSorted((a, b) => Number(b.by === 'id') - Number(a.by === 'id'));
  return idsFirst.filter(({ model }, index) => index === idsFirst.findIndex((other) => other.model === model));
}

/** The exact readings, or those of the longest pattern if there are none. */
function strongest(readings: readonly Reading[]): readonly Reading[] {
  const exact = readings.filter(isExact);
  if (exact.length > 0) return exact;
  const longest = Math.max(...readings.map(({ pattern = '' }) => pattern.length));
  return readings.filter(({ pattern = '' }) => pattern.length === longest);
}

function strength({ by }: Reading): number {
  if (by === 'any') return 0;
  return by === 'pattern' ? 1 : 2;
}

/** Whether the instance declares the model by its id or an alias. */
export function isExact({ by }: Pick<Reading, 'by'>): boolean {
  return by === 'id' || by === 'alias';
}

function asWhole(claim: Claim): Reading {
  return { ...claim, qualified: false };
}
