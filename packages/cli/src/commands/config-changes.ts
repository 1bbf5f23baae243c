import type { GatewayKey } from '@plugboard/gateway';

/** The parts of a config: for each place, its value as text. Keys of a gateway may come from another file. */
export type ConfigParts = ReadonlyMap<string, string>;

/** Splits a config into parts, by path: each instance, alias and option is one. */
export function partsOf(config: unknown, keys: readonly GatewayKey[] = []): ConfigParts {
  const parts = new Map<string, string>();
  for (const [section, value] of entriesOf(config)) {
    const entries = entriesOf(value).filter(([name]) => section !== 'gateway' || name !== 'keys');
    if (!isObject(value)) parts.set(section, JSON.stringify(value));
    for (const [name, entry] of entries) parts.set(`${section}.${name}`, JSON.stringify(entry));
  }
  for (const key of keys) parts.set(`the key of ${key.name}`, JSON.stringify(key));
  return parts;
}

/** Says in sentences which parts differ. It names only their places, because the values may be secret. */
export function describeChanges(before: ConfigParts, after: ConfigParts): string {
  const places = [...new Set([...before.keys(), ...after.keys()])];
  const sentences = [
    sentence(
      'Added',
      places.filter((place) => !before.has(place)),
    ),
    sentence(
      'Removed',
      places.filter((place) => !after.has(place)),
    ),
    sentence(
      'Changed',
      places.filter((place) => before.has(place) && after.has(place) && before.get(place) !== after.get(place)),
    ),
  ];
  return sentences.flat().join(' ') || 'Nothing in it has changed.';
}

function sentence(what: string, places: readonly string[]): readonly string[] {
  return places.length === 0 ? [] : [`${what}: ${places.join(', ')}.`];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
