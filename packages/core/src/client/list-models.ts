import type { Logger } from '../contract/provider-host.ts';
import type { RoutingTable } from '../routing/routing-table.ts';
import type { ListedModel } from './listed-model.ts';
import type { ClientRuntime } from './runtime.ts';

/** What code, config and plugins claim; needs no service. */
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
 * What the services say now, in place of what is declared for them. An instance that cannot be asked keeps its declared
 * models; when every one fails, the first failure is thrown.
 */
export async function liveModels(
  table: RoutingTable,
  runtime: ClientRuntime,
  log: Logger,
): Promise<readonly ListedModel[]> {
  const declared = declaredModels(table);
  const failures: unknown[] = [];
  const lists = await Promise.all(
    table.instances.map(async ({ id }): Promise<readonly ListedModel[]> => {
      try {
        const offered = await runtime.listModels(id);
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
