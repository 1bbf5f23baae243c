import type { Model } from '../contract/model.ts';
import { covers, isPattern } from './claims.ts';

/** What is declared of a model: its exact entry, or that of the longest pattern; `undefined`: nothing. */
export function modelEntry(models: readonly Model[], name: string): Model | undefined {
  const exact = models.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const patterns = models.filter(({ id }) => isPattern(id) && covers(id, name));
  return patterns.sort((a, b) => b.id.length - a.id.length)[0];
}
