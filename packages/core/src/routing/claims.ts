import { type Model, parseModelId } from '../contract/model.ts';
import type { RoutedInstance, PluginProblem, RoutingTable } from './routing-table.ts';

/** How an instance has a model under a name. */
export interface Claim {
  readonly provider: string;
  /** What the service is sent: the model's id, or the name itself if a pattern matches. */
  readonly model: string;
  readonly by: 'id' | 'alias' | 'pattern';
  /** The matching pattern. `undefined` for ids and aliases. */
  readonly pattern?: string | undefined;
}

/** Whether an id ends with `*` and stands for every name with the part before it. */
export function isPattern(id: string): boolean {
  return id.endsWith('*');
}

/** Whether a model's id or pattern covers a name. Ignores aliases. */
export function covers(id: string, name: string): boolean {
  return isPattern(id) ? name.startsWith(id.slice(0, -1)) : id === name;
}

/** Whether a model has a name, by id, alias or pattern. */
export function claims(model: Model, name: string): boolean {
  return covers(model.id, name) || (model.aliases ?? []).includes(name);
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
    if (isPattern(id) && covers(id, name) && id.length > (longest?.length ?? 0)) longest = id;
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
export interface BrokenOwner {
  readonly problem: PluginProblem;
  /** The name without the plugin's id in front. */
  readonly model: string;
}

/** The plugins that cannot be used and would have a name, among their models or qualified with their id. */
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

/** What is declared of a model of an instance; `undefined`: nothing. */
export function declaredModel(table: RoutingTable, provider: string, model: string): Model | undefined {
  return modelEntry(table.instances.find(({ id }) => id === provider)?.models ?? [], model);
}
