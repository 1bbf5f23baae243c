import { claims, isPattern } from './claims.ts';
import { parseModelId } from '../contract/model.ts';
import type { PluginProblem, RoutingTable } from './routing-table.ts';

/** A plugin that cannot be used and would have had a name. */
export interface BrokenOwner {
  readonly problem: PluginProblem;
  /** The name without the plugin's id in front. */
  readonly model: string;
}

/** The plugins that cannot be used and would have had a name: among their models, or qualified with their id. */
export function brokenOwners({ instances, problems }: RoutingTable, name: string): readonly BrokenOwner[] {
  return problems.flatMap((problem): readonly BrokenOwner[] => {
    if (problem.models.some((entry) => claims(entry, name) && !isPattern(entry.id))) return [{ problem, model: name }];
    // Whoever has the id in the table is meant by it.
    const { provider, model } = parseModelId(
      name,
      (part) => part === problem.id && !instances.some(({ id }) => id === part),
    );
    if (provider !== undefined && model !== '') return [{ problem, model }];
    return problem.models.some((entry) => claims(entry, name)) ? [{ problem, model: name }] : [];
  });
}
