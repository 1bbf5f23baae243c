import type { Accepts, Model } from '../contract/model.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { MediaKind } from '../contract/media.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { unknownKeys } from './parse/check-input.ts';

/** The models of a client. */
export interface Models {
  /**
   * All models: await the list, or iterate with `for await (const model of client.models.list())`. Rejects with `input_invalid` for
   * unknown options.
   */
  list(options?: ListModelsOptions | null): ListedModels;
  /**
   * One model, found as a call finds it: by its name, an alias or `instance/model`. Rejects as a call would:
   * `model_not_found`, `model_ambiguous`. If nobody declares the model, as a qualified name allows, `claimedBy` says
   * where its instance comes from.
   */
  retrieve(model: string, options?: RetrieveModelOptions | null): Promise<ListedModel>;
  /**
   * The aliases of the config, in its order. They are not models, so `list()` leaves them out, but calls and
   * `retrieve()` accept them.
   */
  aliases(): Promise<readonly ModelAlias[]>;
}

/** An alias of the config. */
export interface ModelAlias {
  /** The name that a call passes as its `model`. */
  readonly alias: string;
  /** Model ids as the config writes them. A call tries the first, and falls back to the others in their order. */
  readonly targets: readonly string[];
}

/** How to list models. */
export interface ListModelsOptions {
  /** Whether to ask the services. Default false: list the models that code, config and plugins declare. */
  readonly live?: boolean | null | undefined;
}

/** How to look for one model. */
export interface RetrieveModelOptions {
  /** The name of the instance to look in. Default: the model name decides. */
  readonly provider?: string | null | undefined;
  /** Whether to ask the service. If it does not offer the model now, rejects with `model_not_found`. Default false. */
  readonly live?: boolean | null | undefined;
}

/** What a call to a model may contain. */
export interface ModelDescription {
  /** The name as the program gave it. */
  readonly requested: string;
  /** The instance that a call would try first. */
  readonly provider: string;
  /** The plugin's id: the key of `provider_options`. */
  readonly plugin: string;
  /** The service's own model name. */
  readonly model: string;
  /** The kinds of files that the model takes. Empty: text only. `undefined`: unknown, so core refuses none. */
  readonly input: readonly MediaKind[] | undefined;
  /**
   * The parameters, tools, formats and fields that the provider accepts for this model. Anything that it does not name
   * is refused.
   */
  readonly accepts: Accepts;
  /** What core does with any other parameter, unless a call says otherwise. */
  readonly unsupported: UnsupportedMode;
}

/**
 * A list of models that is also its own `data`, because the official client returns a page of models. `JSON.stringify`
 * leaves `data` out.
 */
export type ListedModelPage = readonly ListedModel[] & { readonly data: readonly ListedModel[] };

/** A promise of a list of models that can also be iterated. */
export interface ListedModels extends Promise<ListedModelPage>, AsyncIterable<ListedModel> {}

/** Makes a promise of a list iterable. */
export function asListedModels(models: Promise<readonly ListedModel[]>): ListedModels {
  const page = models.then(toPage);
  return Object.assign(page, {
    async *[Symbol.asyncIterator](): AsyncGenerator<ListedModel> {
      yield* await page;
    },
  });
}

function toPage(models: readonly ListedModel[]): ListedModelPage {
  const page = Object.assign([...models], { data: models });
  return Object.defineProperty(page, 'data', { enumerable: false });
}

/** A model and the sources that declare it. */
export interface ListedModel extends Model {
  /** The name of the instance. */
  readonly provider: string;
  /** `config`: code or config names it; `plugin`: the plugin declares it; `service`: the service offers it now. */
  readonly claimedBy: 'config' | 'plugin' | 'service';
}

const listNames: ReadonlySet<string> = new Set(['live']);
const retrieveNames: ReadonlySet<string> = new Set(['live', 'provider']);

/** Whether `models.list()` should ask the services. Throws `input_invalid`. */
export function readListOptions(options: ListModelsOptions | null | undefined): boolean {
  return liveIn(options, 'models.list()', listNames);
}

/** The options of `models.retrieve()`. Throws `input_invalid`. */
export function readRetrieveOptions(options: RetrieveModelOptions | null | undefined): {
  readonly provider: string | undefined;
  readonly live: boolean;
} {
  return { live: liveIn(options, 'models.retrieve()', retrieveNames), provider: options?.provider ?? undefined };
}

function liveIn(options: unknown, method: string, names: ReadonlySet<string>): boolean {
  const given = options ?? {};
  if (typeof given !== 'object') throw invalid(`${method} takes an object of options.`);
  const [unknown] = unknownKeys(given, names);
  if (unknown !== undefined) {
    throw invalid(`${method} has no option ${unknown}. It has: ${[...names].join(', ')}.`, unknown);
  }
  const live: unknown = Reflect.get(given, 'live') ?? false;
  if (typeof live !== 'boolean') throw invalid('live must be true or false.', 'live');
  return live;
}

function invalid(message: string, param?: string): PlugboardError {
  return new PlugboardError('input_invalid', message, { param });
}
