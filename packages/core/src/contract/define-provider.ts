import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Model } from './model.ts';
import type { Provider } from './provider.ts';
import type { ProviderHost } from './provider-host.ts';

/** What the author of a plugin writes. */
export interface ProviderDefinition<Options extends object> {
  /** Lower-case letters, digits and `-`. Also the default name of an instance. */
  readonly id: string;
  /**
   * The models that routing sends to this provider. The package's manifest repeats them, so that routing need not
   * import the package.
   */
  readonly models: readonly Model[];
  /** The schema of the options: any Standard Schema (zod, valibot, arktype). Absent: the provider takes no options. */
  readonly options?: StandardSchemaV1<unknown, Options> | undefined;
  /**
   * The environment variable of an option, or a list of names of which the first that is set counts. Core reads the
   * variables when it creates the instance, and only if neither code nor config gives the instance any option. Options
   * of several sources are never mixed.
   */
  readonly environment?: { readonly [Name in keyof Options]?: string | readonly string[] } | undefined;
  /**
   * Options that are secret. Core removes their values from every error and log record, and a config may contain them
   * only as references.
   */
  readonly secrets?: readonly (keyof Options & string)[] | undefined;
  /** Creates an instance. It must not do I/O, and must not fail because of credentials. */
  create(options: Options, host: ProviderHost): Provider;
}

/**
 * What a provider package exports: `export const reka: ProviderPlugin<RekaOptions> = defineProvider({ ... })`.
 * Calling it returns options bound to the plugin and does nothing else. Each client creates its own instance from them.
 */
export interface ProviderPlugin<Options extends object> {
  (options?: Options & InstanceOptions): ConfiguredProvider;
  readonly kind: 'provider-plugin';
  readonly id: string;
}

/**
 * What core does with a parameter that a provider does not accept. `error`: the call fails with `unsupported` before
 * anything is sent. `drop`: core leaves the parameter out and adds a warning.
 */
export type UnsupportedMode = 'error' | 'drop';

/** Options that core itself understands, for every instance. */
export interface InstanceOptions {
  /**
   * The name of the instance. Default: the plugin's id. Under another name, the instance claims only the `models` given
   * here.
   */
  readonly id?: string | undefined;
  /**
   * Models besides those of the plugin, or in place of those with the same id. Under a name other than the plugin's id:
   * all models.
   */
  readonly models?: readonly (string | Model)[] | undefined;
  /** How many calls may run at once; further ones wait. Default: the provider's own limit. */
  readonly maxConcurrent?: number | undefined;
  /** What core does with a parameter that the provider does not accept. Default: the client's setting. */
  readonly unsupported?: UnsupportedMode | undefined;
}

/** A plugin with its options, ready for a client. */
export interface ConfiguredProvider {
  readonly kind: 'configured-provider';
  /** The plugin's id. */
  readonly plugin: string;
  /** The instance's name. */
  readonly id: string;
}

const definitionKey: unique symbol = Symbol.for('plugboard.definition') as never;
const optionsKey: unique symbol = Symbol.for('plugboard.options') as never;

/**
 * Makes a plugin of a definition. It checks nothing: the constructor of a client checks the id and the models. The
 * client validates the options and calls `create` when it first needs an instance.
 */
export function defineProvider<Options extends object>(
  definition: ProviderDefinition<Options>,
): ProviderPlugin<Options> {
  const configure = (options?: Options & InstanceOptions): ConfiguredProvider =>
    Object.defineProperties(
      { kind: 'configured-provider' as const, plugin: definition.id, id: options?.id ?? definition.id },
      // Options may hold secrets. `console.log(provider)` shows enumerable properties, and `showHidden` of
      // `util.inspect` the others. A function shows nothing of what it closes over.
      { [definitionKey]: { value: definition }, [optionsKey]: { value: () => options } },
    );
  return Object.defineProperties(configure, {
    kind: { value: 'provider-plugin' as const, enumerable: true },
    id: { value: definition.id, enumerable: true },
    [definitionKey]: { value: definition },
  }) as ProviderPlugin<Options>;
}

/** A definition of any provider. The type of its options is unknown here; its schema checks them. */
export type AnyDefinition = ProviderDefinition<object>;

/**
 * The definition behind a plugin or a configured provider, made by any installed copy of core. `undefined` for anything
 * else.
 */
export function definitionOf(value: unknown): AnyDefinition | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  return Reflect.get(value, definitionKey) as AnyDefinition | undefined;
}

/** The options that code gave to a configured provider. `undefined` if it gave none. */
export function optionsOf(provider: object): (object & InstanceOptions) | undefined {
  const give = Reflect.get(provider, optionsKey) as (() => (object & InstanceOptions) | undefined) | undefined;
  return give?.();
}

const pluginId = /^[a-z0-9][a-z0-9-]*$/;

/** Whether a plugin may have this id: lower-case letters, digits and `-`. */
export function isPluginId(id: string): boolean {
  return pluginId.test(id);
}
