import type { Resolution } from '../contract/resolution.ts';
import { BoundedCache } from '../util/bounded-cache.ts';
import { resolveModel } from './resolve-model.ts';
import type { RoutingTable } from './routing-table.ts';

interface Known {
  readonly resolution: Resolution;
  /** What the reasons of the candidates say of plugins that failed. */
  readonly problems: string;
}

/** {@link resolveModel} that remembers its answers, for one table. They are frozen, as several calls share them. */
export class KnownResolutions {
  readonly #table: RoutingTable;
  readonly #clientProvider: string | undefined;
  readonly #known = new BoundedCache<Known>();

  constructor(table: RoutingTable, clientProvider: string | undefined) {
    this.#table = table;
    this.#clientProvider = clientProvider;
  }

  /** @param callProvider - `provider` of the call. */
  resolve(model: string, callProvider: string | undefined): Resolution {
    const key = `${callProvider?.length ?? '-'}/${callProvider ?? ''}/${model}`;
    const problems = problemsOf(this.#table);
    const known = this.#known.get(key);
    if (known?.problems === problems) return known.resolution;
    const resolution = frozen(resolveModel(this.#table, { model, callProvider, clientProvider: this.#clientProvider }));
    this.#known.set(key, { resolution, problems });
    return resolution;
  }
}

/** All else in a table stays as it is. */
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
