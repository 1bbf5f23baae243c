import type { MediaKind } from '../media/media.ts';
import { covers, isPattern } from './claims.ts';
import type { RoutingTable } from './routing-table.ts';

/** The kinds of media that a model takes, by its exact entry or the longest pattern of its instance; `undefined`: unknown. */
export function modelInput(table: RoutingTable, provider: string, model: string): readonly MediaKind[] | undefined {
  const models = table.instances.find(({ id }) => id === provider)?.models ?? [];
  const exact = models.find(({ id }) => id === model);
  if (exact !== undefined) return exact.input;
  const patterns = models.filter(({ id }) => isPattern(id) && covers(id, model));
  return patterns.sort((a, b) => b.id.length - a.id.length)[0]?.input;
}
