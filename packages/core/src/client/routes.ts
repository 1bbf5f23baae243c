import { createRegistry, type Registry } from '../registry/registry.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { Resolution } from '../contract/resolution.ts';
import { ResolutionCache } from '../routing/resolve-model.ts';
import type { ClientSettings } from './client-settings.ts';
import { declaredModel, declaredModels, liveModel, liveModels } from './list-models.ts';
import type { ListedModel } from './models.ts';
import type { ClientRuntime } from './runtime.ts';

/** Where model names lead. Made at the first call: looking for plugins and finding the nearest names has no place in a start. */
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

  /** Throws as {@link resolve}. */
  declaredModel(model: string, provider: string | undefined): ListedModel {
    return declaredModel(this.registry.table, this.resolve(model, provider));
  }

  /** Throws as {@link resolve}, and `model_not_found` for what the service does not offer now. */
  liveModel(model: string, provider: string | undefined, runtime: ClientRuntime): Promise<ListedModel> {
    return liveModel(this.registry.table, this.resolve(model, provider), (id) => runtime.listModels(id));
  }

  liveModels(runtime: ClientRuntime, log: Logger): Promise<readonly ListedModel[]> {
    return liveModels(this.registry.table, (id) => runtime.listModels(id), log);
  }
}
