import { createRegistry, type Registry } from '../registry/registry.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { Resolution } from '../contract/resolution.ts';
import { resolveModel } from '../routing/resolve-model.ts';
import { BoundedCache } from '../util/bounded-cache.ts';
import type { ClientSettings } from './read-settings.ts';
import type { ListedModel, ModelAlias } from './models.ts';
import type { CallRunner } from './call-runner.ts';
import { type RoutingTable, modelEntry } from '../routing/routing-table.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import type { Model } from '../contract/model.ts';

/**
 * Where model names lead. Created at the first call, because looking for plugins and for similar names would slow down
 * the start.
 */
export class Routes {
  readonly registry: Registry;
  readonly #known: ResolutionCache;

  constructor(settings: ClientSettings) {
    this.registry = createRegistry(settings.registry);
    this.#known = new ResolutionCache(this.registry.table, this.registry.clientProvider);
  }

  /** Throws `model_not_found` and `model_ambiguous`. */
  resolve(model: string, provider: string | undefined): Resolution {
    return this.#known.resolve(model, provider);
  }

  declaredModels(): readonly ListedModel[] {
    return declaredModels(this.registry.table);
  }

  aliases(): readonly ModelAlias[] {
    return [...this.registry.table.aliases].map(([alias, targets]) => ({ alias, targets }));
  }

  /** Throws as {@link resolve}. */
  declaredModel(model: string, provider: string | undefined): ListedModel {
    return declaredModel(this.registry.table, this.resolve(model, provider));
  }

  /** Throws as {@link resolve}, and `model_not_found` if the service does not offer the model now. */
  liveModel(model: string, provider: string | undefined, runtime: CallRunner): Promise<ListedModel> {
    return liveModel(this.registry.table, this.resolve(model, provider), (id) => runtime.listModels(id));
  }

  liveModels(runtime: CallRunner, log: Logger): Promise<readonly ListedModel[]> {
    return liveModels(this.registry.table, (id) => runtime.listModels(id), log);
  }
}

interface CachedResolution {
  readonly resolution: Resolution;
  /** The failed plugins that the reasons of its candidates mention. */
  readonly problems: string;
}

/** Caches the results of {@link resolveModel} for one table. They are frozen because several calls share them. */
export class ResolutionCache {
  readonly #table: RoutingTable;
  readonly #clientProvider: string | undefined;
  /** Of calls that name no provider, by model. */
  readonly #byModel = new BoundedCache<CachedResolution>();
  readonly #byProvider = new BoundedCache<CachedResolution>();

  constructor(table: RoutingTable, clientProvider: string | undefined) {
    this.#table = table;
    this.#clientProvider = clientProvider;
  }

  /** @param callProvider - The `provider` of the call. */
  resolve(model: string, callProvider: string | undefined): Resolution {
    const cache = callProvider === undefined ? this.#byModel : this.#byProvider;
    const key = callProvider === undefined ? model : `${callProvider.length}/${callProvider}/${model}`;
    const problems = problemsOf(this.#table);
    const cached = cache.get(key);
    if (cached?.problems === problems) return cached.resolution;
    const resolution = frozen(resolveModel(this.#table, { model, callProvider, clientProvider: this.#clientProvider }));
    cache.set(key, { resolution, problems });
    return resolution;
  }
}

/** The problems of failed plugins. Nothing else in a table changes. */
function problemsOf({ instances }: RoutingTable): string {
  let problems = '';
  for (const { id, lastLoad } of instances) {
    if (lastLoad?.problem !== undefined) problems += `${id}\n${lastLoad.problem}\n`;
  }
  return problems;
}

function frozen(resolution: Resolution): Resolution {
  for (const candidate of resolution.candidates) Object.freeze(candidate);
  Object.freeze(resolution.candidates);
  return Object.freeze(resolution);
}

/** Asks an instance which models its service offers now. `undefined` if the provider cannot say. */
type AskForModels = (provider: string) => Promise<readonly Model[] | undefined>;

/** The models that code, config and plugins declare, without a request. */
function declaredModels(table: RoutingTable): readonly ListedModel[] {
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
async function liveModels(table: RoutingTable, ask: AskForModels, log: Logger): Promise<readonly ListedModel[]> {
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
function declaredModel(table: RoutingTable, { provider, model }: Resolution): ListedModel {
  const owner = table.instances.find(({ id }) => id === provider);
  const entry = modelEntry(owner?.models ?? [], model);
  const given = entry === undefined ? owner?.origin !== 'discovered' : owner?.givenModels?.includes(entry.id) === true;
  // The aliases belong to the entry, which may be a pattern.
  const { aliases: _aliases, ...facts } = entry ?? { id: model };
  const named = entry?.id === model ? entry : { ...facts, id: model };
  return { ...named, provider, claimedBy: given ? 'config' : 'plugin' };
}

/** What the service says about a model now, or what is declared if the service cannot be asked. */
async function liveModel(table: RoutingTable, resolution: Resolution, ask: AskForModels): Promise<ListedModel> {
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
