import type { ListedModel } from './listed-model.ts';

/** What can be asked for. */
export interface Models {
  /**
   * All of it, to be awaited, or read one by one: `for await (const model of client.models.list())`. Rejects with `input_invalid` for
   * options that it does not have.
   */
  list(options?: ListModelsOptions | null): ListedModels;
  /**
   * One model, found as a call finds it: by its name, an alias or `instance/model`. Rejects as a call would: `model_not_found`,
   * `model_ambiguous`. Of a name that is not declared, as a qualified one may be, `claimedBy` says who gave its instance.
   */
  retrieve(model: string, options?: RetrieveModelOptions | null): Promise<ListedModel>;
}

/** How to list models. */
export interface ListModelsOptions {
  /** Ask the services too. Default false: what code, config and plugins declare. */
  readonly live?: boolean | null | undefined;
}

/** How to look for one model. */
export interface RetrieveModelOptions {
  /** The instance to ask. */
  readonly provider?: string | null | undefined;
  /** Ask its service too: a model that it does not offer now is `model_not_found`. Default false. */
  readonly live?: boolean | null | undefined;
}

/** Models to come: a promise of all of them that can be iterated at once. */
export interface ListedModels extends Promise<readonly ListedModel[]>, AsyncIterable<ListedModel> {}

/** Gives a promise of a list the iteration over it. */
export function asListedModels(models: Promise<readonly ListedModel[]>): ListedModels {
  return Object.assign(models, {
    async *[Symbol.asyncIterator](): AsyncGenerator<ListedModel> {
      yield* await models;
    },
  });
}
