import type { Logger } from '../contract/provider-host.ts';
import type { RoutingTable } from '../routing/routing-table.ts';
import type { ListedModel } from './models.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { modelEntry } from '../routing/claims.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { Model } from '../contract/model.ts';

/** Asks an instance what its service offers now; `undefined` when the provider cannot say. */
export type AskForModels = (provider: string) => Promise<readonly Model[] | undefined>;

/** The models that code, config and plugins declare, without a request. */
export function declaredModels(table: RoutingTable): readonly ListedModel[] {
  return table.instances.flatMap(({ id, models, givenModels }) =>
    models.map((model) => ({
      ...model,
      provider: id,
      claimedBy: givenModels?.includes(model.id) === true ? ('config' as const) : ('plugin' as const),
    })),
  );
}

/**
 * The models that the services offer now. An instance whose service cannot be asked keeps its declared models. If all of them fail,
 * throws the first failure.
 */
export async function liveModels(table: RoutingTable, ask: AskForModels, log: Logger): Promise<readonly ListedModel[]> {
  const declared = declaredModels(table);
  const failures: unknown[] = [];
  const lists = await Promise.all(
    table.instances.map(async ({ id }): Promise<readonly ListedModel[]> => {
      try {
        const offered = await ask(id);
        if (offered !== undefined) return offered.map((model) => ({ ...model, provider: id, claimedBy: 'service' }));
      } catch (error) {
        failures.push(error);
        log.warn(`plugboard: ${id} could not list its models`, {
          code: error instanceof Error && 'code' in error ? error.code : undefined,
        });
      }
      return declared.filter(({ provider }) => provider === id);
    }),
  );
  if (failures.length > 0 && failures.length === table.instances.length) throw failures[0];
  return lists.flat();
}

/** What is declared about the model that a name resolves to, without a request. */
export function declaredModel(table: RoutingTable, { provider, model }: Resolution): ListedModel {
  const owner = table.instances.find(({ id }) => id === provider);
  const entry = modelEntry(owner?.models ?? [], model);
  const given = entry === undefined ? owner?.origin !== 'discovered' : owner?.givenModels?.includes(entry.id) === true;
  // The aliases belong to the entry, which may be a pattern.
  const { aliases: _aliases, ...facts } = entry ?? { id: model };
  const named = entry?.id === model ? entry : { ...facts, id: model };
  return { ...named, provider, claimedBy: given ? 'config' : 'plugin' };
}

/** What the service says about a model now, or what is declared if the service cannot be asked. */
export async function liveModel(table: RoutingTable, resolution: Resolution, ask: AskForModels): Promise<ListedModel> {
  const { provider, model } = resolution;
  const offered = await ask(provider);
  if (offered === undefined) return declaredModel(table, resolution);
  const found = offered.find(({ id }) => id === model);
  if (found !== undefined) return { ...found, provider, claimedBy: 'service' };
  throw new PlugboardError(
    'model_not_found',
    `The service of ${quote(provider)} does not offer ${quote(model)} now. \`models.list({ live: true })\` says what it offers.`,
    { phase: 'models', provider, model },
  );
}

/** The models that a provider lists, checked and copied. Throws `protocol_error` for anything else. */
export function offeredModels(offered: readonly Model[]): readonly Model[] {
  const given: unknown = offered;
  if (!Array.isArray(given)) throw fault('something that is not a list');
  return given.map((model: unknown) => {
    if (!isModel(model)) throw fault('something that is not a model');
    return { ...model };
  });
}

function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function fault(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider listed ${what}. \`listModels\` must return a list of objects with an \`id\`.`,
    { phase: 'models' },
  );
}
