import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { modelEntry } from '../routing/claims.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { RoutingTable } from '../routing/routing-table.ts';
import type { ListedModel } from './listed-model.ts';
import type { ClientRuntime } from './runtime.ts';

/** What is declared of a model that a name led to; needs no service. */
export function declaredModel(table: RoutingTable, { provider, model }: Resolution): ListedModel {
  const owner = table.instances.find(({ id }) => id === provider);
  const entry = modelEntry(owner?.models ?? [], model);
  const given = entry === undefined ? owner?.origin !== 'discovered' : owner?.givenModels?.includes(entry.id) === true;
  // Other names are those of the entry, which may be a pattern.
  const { aliases: _aliases, ...facts } = entry ?? { id: model };
  const named = entry?.id === model ? entry : { ...facts, id: model };
  return { ...named, provider, claimedBy: given ? 'config' : 'plugin' };
}

/** What its service says of a model now; what is declared where the service cannot say. */
export async function liveModel(
  table: RoutingTable,
  resolution: Resolution,
  runtime: ClientRuntime,
): Promise<ListedModel> {
  const { provider, model } = resolution;
  const offered = await runtime.listModels(provider);
  if (offered === undefined) return declaredModel(table, resolution);
  const found = offered.find(({ id }) => id === model);
  if (found !== undefined) return { ...found, provider, claimedBy: 'service' };
  throw new PlugboardError(
    'model_not_found',
    `The service of ${quote(provider)} does not offer ${quote(model)} now. \`models.list({ live: true })\` says what it offers.`,
    { phase: 'models', provider, model },
  );
}
