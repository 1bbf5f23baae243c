import { createHash } from 'node:crypto';
import type { NamedFault } from './corpus.ts';

/** How many of each kind of fault the sample has. */
const ofEachKind = 2;

/** Which of them is in the sample, by chance and always the same. */
export function drawn(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/**
 * The faults to judge: all of them, those whose names hold a text, or, by default, some of each kind.
 *
 * @param asked `all`, a part of a name, or nothing.
 */
export function chosen(faults: readonly NamedFault[], asked: string): readonly NamedFault[] {
  if (asked === 'all') return faults;
  if (asked !== '') return faults.filter(({ name }) => name.includes(asked));
  const byChance = faults.toSorted((one, other) => (drawn(one.name) < drawn(other.name) ? -1 : 1));
  const kinds = new Map<string, readonly string[]>();
  for (const { name, fault } of byChance) {
    const names = kinds.get(fault.kind) ?? [];
    if (names.length < ofEachKind) kinds.set(fault.kind, [...names, name]);
  }
  const sample = new Set([...kinds.values()].flat());
  return faults.filter(({ name }) => sample.has(name));
}
