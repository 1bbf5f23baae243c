import type { Model } from '../../src/contract/model.ts';
import type { RoutedInstance, RoutingTable } from '../../src/routing/routing-table.ts';

/** An instance with models given as `id` or as a whole. */
export function instance(id: string, models: readonly (string | Model)[], plugin = id): RoutedInstance {
  return {
    id,
    plugin,
    origin: 'code',
    models: models.map((model) => (typeof model === 'string' ? { id: model } : model)),
    source: 'given in code',
  };
}

/** A table of instances, with whatever else a test needs. */
export function table(
  instances: readonly RoutedInstance[],
  aliases: Readonly<Record<string, readonly string[]>> = {},
  rest: Partial<RoutingTable> = {},
): RoutingTable {
  return {
    instances,
    aliases: new Map(Object.entries(aliases)),
    problems: [],
    discovery: { enabled: true, manifest: '/app/package.json' },
    ...rest,
  };
}
