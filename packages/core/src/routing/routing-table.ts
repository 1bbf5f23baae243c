import { coversModel, isPattern, type Model, parseModelId } from '../contract/model.ts';

/** Everything that a model name can be matched against. It is built before any plugin is imported. */
export interface RoutingTable {
  /** One entry per instance name. Code has already taken precedence over config, and config over discovery. */
  readonly instances: readonly RoutedInstance[];
  /** The aliases of the config. Targets are ids, in fallback order. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Plugins that could not be read, for `explain()` and for errors. */
  readonly problems: readonly PluginProblem[];
  /** Whether and where core looked for installed providers. The message of `model_not_found` reports it. */
  readonly discovery: Discovery;
}

/** Whether and where core looked for installed providers. */
export interface Discovery {
  readonly enabled: boolean;
  /** The package.json whose dependencies core searched. `undefined` if there is none. */
  readonly manifest: string | undefined;
  /** Why nothing could be found in it, for example because there are no node_modules folders. One or two sentences. */
  readonly note?: string | undefined;
}

/** One instance as routing sees it. */
export interface RoutedInstance {
  readonly id: string;
  readonly plugin: string;
  readonly origin: 'code' | 'config' | 'discovered';
  readonly models: readonly Model[];
  /** The ids in `models` that code or config gave. */
  readonly givenModels?: readonly string[] | undefined;
  /** How messages say where it comes from, such as a package name and version. */
  readonly source: string;
  /** Why its plugin can never be used, as far as that is known before importing it. */
  readonly unusable?: string | undefined;
  /** The outcome of its last load. Absent: not recorded. */
  readonly lastLoad?: LastLoad | undefined;
}

/** The outcome of the last attempt to create the instance, for `explain()`. */
export interface LastLoad {
  /** Why its plugin could not be used. `undefined`: it could, or it has not been needed yet. */
  problem: string | undefined;
}

/** A reason why a plugin cannot be used. */
export interface PluginProblem {
  /** Package name, or the `use` of a config entry. */
  readonly plugin: string;
  /** The plugin's id, which would be the name of its instance. `undefined`: unknown, or the instance is in the table. */
  readonly id?: string | undefined;
  readonly message: string;
  /** The models that it would have, as far as they are known. */
  readonly models: readonly Model[];
}

/** How an instance has a model under a name. */
export interface Claim {
  readonly provider: string;
  /** What core sends to the service: the model's id, or the name itself if a pattern matches. */
  readonly model: string;
  readonly by: 'id' | 'alias' | 'pattern';
  /** The matching pattern. `undefined` for ids and aliases. */
  readonly pattern?: string | undefined;
}

/** Whether a model has a name, by id, alias or pattern. */
export function claims(model: Model, name: string): boolean {
  return coversModel(model.id, name) || (model.aliases ?? []).includes(name);
}

/**
 * The claims of one instance on a name: by id, otherwise by alias, otherwise by its longest pattern. There are several only if
 * models of the instance share an alias.
 */
export function claimsOf(instance: RoutedInstance, name: string): readonly Claim[] {
  const provider = instance.id;
  const exact = instance.models.filter((model) => !isPattern(model.id));
  if (exact.some((model) => model.id === name)) return [{ provider, model: name, by: 'id' }];
  const aliased = new Set(exact.filter((model) => (model.aliases ?? []).includes(name)).map((model) => model.id));
  if (aliased.size > 0) return [...aliased].sort().map((model) => ({ provider, model, by: 'alias' }));
  const pattern = longestPattern(instance.models, name);
  return pattern === undefined ? [] : [{ provider, model: name, by: 'pattern', pattern }];
}

function longestPattern(models: readonly Model[], name: string): string | undefined {
  let longest: string | undefined;
  for (const { id } of models) {
    if (isPattern(id) && coversModel(id, name) && id.length > (longest?.length ?? 0)) longest = id;
  }
  return longest;
}

/** All claims on a name, in an order that does not depend on the order of the instances. */
export function allClaims(instances: readonly RoutedInstance[], name: string): readonly Claim[] {
  return instances
    .flatMap((instance) => claimsOf(instance, name))
    .sort(
      (a, b) =>
        (b.pattern?.length ?? 0) - (a.pattern?.length ?? 0) ||
        compareText(a.provider, b.provider) ||
        compareText(a.model, b.model),
    );
}

/** Compares by code units, which gives the same order on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A plugin that cannot be used, and that would have the model. */
interface BrokenOwner {
  readonly problem: PluginProblem;
  /** The name without the plugin's id in front. */
  readonly model: string;
}

/**
 * The plugins that cannot be used and to which a name would lead, because it is among their models or qualified with
 * their id.
 */
export function brokenOwners({ instances, problems }: RoutingTable, name: string): readonly BrokenOwner[] {
  return problems.flatMap((problem): readonly BrokenOwner[] => {
    if (problem.models.some((entry) => claims(entry, name) && !isPattern(entry.id))) return [{ problem, model: name }];
    // If an instance in the table has this id, the name means that instance.
    const { provider, model } = parseModelId(
      name,
      (part) => part === problem.id && !instances.some(({ id }) => id === part),
    );
    if (provider !== undefined && model !== '') return [{ problem, model }];
    return problem.models.some((entry) => claims(entry, name)) ? [{ problem, model: name }] : [];
  });
}

/** The declaration of a model: its exact entry, otherwise that of the longest pattern. */
export function modelEntry(models: readonly Model[], name: string): Model | undefined {
  const exact = models.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const pattern = longestPattern(models, name);
  return models.find(({ id }) => id === pattern);
}

/** The declaration of a model of an instance. `undefined` if there is none. */
export function declaredModel(table: RoutingTable, provider: string, model: string): Model | undefined {
  return modelEntry(table.instances.find(({ id }) => id === provider)?.models ?? [], model);
}
