import { PlugboardError } from '../errors/plugboard-error.ts';
import { brokenOwners, type Claim, type RoutingTable } from './routing-table.ts';
import { formatModelId } from '../contract/model.ts';
import { readName } from './read-name.ts';
import type { Candidate } from '../contract/resolution.ts';
import { modelAmbiguous, modelNotFound } from './routing-errors.ts';
import { quote } from '../errors/quote.ts';

/** The result of resolving an alias of the config. */
export interface ResolvedAlias {
  readonly provider: string;
  readonly model: string;
  /** The chosen candidate, the fallbacks in their order, and targets whose plugins cannot be used. */
  readonly candidates: readonly Candidate[];
}

interface Target extends Pick<Claim, 'provider' | 'model'> {
  /** `false`: `provider` is the package of a plugin that cannot be used. */
  readonly isInstance: boolean;
  /** Why it cannot be used. */
  readonly problem: string | undefined;
}

/**
 * Resolves an alias of the config. A target is an id, qualified or not, and never an alias, so the config shows the whole
 * fallback chain. A target whose plugin is known to be broken is passed over, and the others still work. Any other target that
 * nobody has is an error, because users should find out about a fallback that cannot work before they need it.
 *
 * Throws `config_invalid` (if a target is an alias), `model_not_found`, `model_ambiguous`.
 */
export function resolveAlias(table: RoutingTable, alias: string): ResolvedAlias {
  const targets = table.aliases.get(alias) ?? [];
  const found = targets.map((target, index) => ({
    ...findTarget(table, alias, target),
    place: `Target ${index + 1} of ${targets.length} of the alias ${quote(alias)} in the config`,
  }));
  const usable = found.filter(({ problem }) => problem === undefined);
  // If none can be used, a call fails with the reason of the first instance.
  const taken = usable.length > 0 ? usable : found.filter(({ isInstance }) => isInstance);
  const [first] = taken;
  if (first === undefined) throw modelNotFound(table, targets[0] ?? '', `, to which the alias ${quote(alias)} points`);
  const passedOver = found.filter((target) => !taken.includes(target));
  return {
    provider: first.provider,
    model: first.model,
    candidates: [
      ...taken.filter(isFirst).map(({ provider, model, place }, index): Candidate => {
        return { provider, model, outcome: index === 0 ? 'chosen' : 'fallback', reason: `${place}.` };
      }),
      ...passedOver.map(({ provider, model, place, problem = '' }): Candidate => {
        return { provider, model, outcome: 'passed-over', reason: `${place}, but it cannot be used: ${problem}` };
      }),
    ],
  };
}

function isFirst(target: Target, index: number, all: readonly Target[]): boolean {
  return index === all.findIndex(({ provider, model }) => provider === target.provider && model === target.model);
}

function targetIn({ instances }: RoutingTable, { provider, model }: Pick<Claim, 'provider' | 'model'>): Target {
  return { provider, model, isInstance: true, problem: instances.find(({ id }) => id === provider)?.unusable };
}

function findTarget(table: RoutingTable, alias: string, target: string): Target {
  const readings = readName(table.instances, target);
  const aliased = readings.find(({ by }) => by === 'alias');
  if (aliased !== undefined && readings.every(({ by }) => by === 'alias')) {
    throw targetIsAlias(alias, target, formatModelId(aliased.provider, aliased.model));
  }
  const isDeclared = readings.some((reading) => reading.qualified || reading.by === 'id');
  // Otherwise the owner of a matching pattern would get the alias as a model name, which nobody meant.
  if (!isDeclared && target !== alias && table.aliases.has(target)) throw targetIsAlias(alias, target, undefined);
  const owners = readings.filter(({ by }) => by !== 'alias');
  if (owners.length > 1 || (owners[0]?.qualified === true && aliased !== undefined)) {
    throw modelAmbiguous(table, target, readings);
  }
  if (owners[0] !== undefined) return targetIn(table, owners[0]);
  const [broken] = brokenOwners(table, target);
  if (broken !== undefined) {
    const { plugin, message } = broken.problem;
    return { provider: plugin, model: broken.model, isInstance: false, problem: message };
  }
  throw modelNotFound(table, target, `, to which the alias ${quote(alias)} in the config points`);
}

function targetIsAlias(alias: string, target: string, id: string | undefined): PlugboardError {
  const what =
    id === undefined ? `Name the targets of ${quote(target)} instead.` : `Write the id ${quote(id)} instead.`;
  return new PlugboardError(
    'config_invalid',
    `The alias ${quote(alias)} in the config points to ${quote(target)}, which is itself an alias. ${what}`,
  );
}
