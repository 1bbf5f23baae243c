import type { MediaKind } from '../contract/media.ts';
import { modelEntry } from './model-entry.ts';
import type { RoutingTable } from './routing-table.ts';

/** The kinds of media that a model takes, by its exact entry or the longest pattern of its instance; `undefined`: unknown. */
export function modelInput(table: RoutingTable, provider: string, model: string): readonly MediaKind[] | undefined {
  return modelEntry(table.instances.find(({ id }) => id === provider)?.models ?? [], model)?.input;
}
