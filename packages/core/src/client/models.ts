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
   * One model, found the way a call finds it: by its name, an alias or `instance/model`. Rejects as a call would: `model_not_found`,
   * `model_ambiguous`. For a name that nobody declares, which a qualified one may be, `claimedBy` tells where its instance comes
   * from.
   */
  retrieve(model: string, options?: RetrieveModelOptions | null): Promise<ListedModel>;
  /** The aliases of the config, in its order. They are not models, so `list()` leaves them out; calls and `retrieve()` take them. */
  aliases(): Promise<readonly ModelAlias[]>;
}

/** An alias of the config. */
export interface ModelAlias {
  /** What a call writes as its `model`. */
  readonly alias: string;
  /** Ids of models, as the config writes them. A call asks the first, and falls back on the others in their order. */
  readonly targets: readonly string[];
}

/** How to list models. */
export interface ListModelsOptions {
  /** Ask the services. Default false: list what code, config and plugins declare. */
  readonly live?: boolean | null | undefined;
}

/** How to look for one model. */
export interface RetrieveModelOptions {
  /** The instance to ask. */
  readonly provider?: string | null | undefined;
  /** Ask the service; a model that it does not offer now is `model_not_found`. Default false. */
  readonly live?: boolean | null | undefined;
}

/** What a call to a model may contain. */
export interface ModelDescription {
  /** The name as it was given. */
  readonly requested: string;
  /** The instance that a call would ask first. */
  readonly provider: string;
  /** The plugin's id: the key of `provider_options`. */
  readonly plugin: string;
  /** The service's own model name. */
  readonly model: string;
  /** The kinds of files that the model takes. Empty: text only. `undefined`: unknown, so nothing is refused. */
  readonly input: readonly MediaKind[] | undefined;
  /** Parameters, tools, formats and fields that the provider understands, with what differs for this model. A field that is absent is refused. */
  readonly accepts: Accepts;
  /** What becomes of a parameter that is not among them, unless a call says otherwise. */
  readonly unsupported: UnsupportedMode;
}

/** A list of models that also has itself as `data`, where the official client has a page of models. `data` does not go into JSON. */
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
  /** The instance. */
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
