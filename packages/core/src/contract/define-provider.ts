import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Model } from './model.ts';
import type { Provider } from './provider.ts';
import type { ProviderHost } from './provider-host.ts';

/** What the author of a plugin writes. */
export interface ProviderDefinition<Options extends object> {
  /** Lower-case letters, digits and `-`; also the default name of an instance. */
  readonly id: string;
  /** All that routing needs; the package's manifest repeats it. */
  readonly models: readonly Model[];
  /** Any Standard Schema (zod, valibot, arktype). Absent: takes no options. */
  readonly options?: StandardSchemaV1<unknown, Options> | undefined;
  /**
   * Environment variables, read as a set when the instance is made, and only if code and config gave none of these options. Of a list
   * of names for one option, the first that is set counts.
   */
  readonly environment?: { readonly [Name in keyof Options]?: string | readonly string[] } | undefined;
  /** Options that the redactor removes from every text, and that a config may contain only as references. */
  readonly secrets?: readonly (keyof Options & string)[] | undefined;
  /** Makes an instance. Does no I/O and does not fail for credentials. */
  create(options: Options, host: ProviderHost): Provider;
}

/**
 * Exported by a package: `export const reka: ProviderPlugin<RekaOptions> = defineProvider({ ... })`.
 * Calling it gives an inert value; each client makes its own instance.
 */
export interface ProviderPlugin<Options extends object> {
  (options?: Options & InstanceOptions): ConfiguredProvider;
  readonly kind: 'provider-plugin';
  readonly id: string;
}

/**
 * What becomes of a parameter that a provider does not accept: the call fails as `unsupported` before anything is sent, or the parameter is
 * left out and a warning says so.
 */
export type UnsupportedMode = 'error' | 'drop';

/** Core's own options for every instance. */
export interface InstanceOptions {
  /** Under another name than the plugin's, an instance owns only the `models` given here. */
  readonly id?: string | undefined;
  readonly models?: readonly (string | Model)[] | undefined;
  /** The most calls at once; further ones wait. */
  readonly maxConcurrent?: number | undefined;
  /** What becomes of a parameter that the provider does not accept. Default: as the client says. */
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
 * Makes a plugin. Checks nothing and does nothing: the constructor of a client checks the id and the models, and options and
 * `create` have their turn when it first needs an instance.
 */
export function defineProvider<Options extends object>(
  definition: ProviderDefinition<Options>,
): ProviderPlugin<Options> {
  const configure = (options?: Options & InstanceOptions): ConfiguredProvider =>
    Object.defineProperties(
      { kind: 'configured-provider' as const, plugin: definition.id, id: options?.id ?? definition.id },
      // Options may hold secrets. `console.log(provider)` shows what is enumerable, and an inspection with hidden fields the
      // rest: a function shows nothing.
      { [definitionKey]: { value: definition }, [optionsKey]: { value: () => options } },
    );
  return Object.defineProperties(configure, {
    kind: { value: 'provider-plugin' as const, enumerable: true },
    id: { value: definition.id, enumerable: true },
    [definitionKey]: { value: definition },
  }) as ProviderPlugin<Options>;
}

/** A definition whose options are not known here; they are checked by its schema. */
export type AnyDefinition = ProviderDefinition<object>;

/** The definition behind a plugin or a configured provider of any installed copy; `undefined` for anything else. */
export function definitionOf(value: unknown): AnyDefinition | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  return Reflect.get(value, definitionKey) as AnyDefinition | undefined;
}

/** The options given to a configured provider in code; `undefined` when none were. */
export function optionsOf(provider: object): (object & InstanceOptions) | undefined {
  const give = Reflect.get(provider, optionsKey) as (() => (object & InstanceOptions) | undefined) | undefined;
  return give?.();
}

const pluginId = /^[a-z0-9][a-z0-9-]*$/;

/** Whether a plugin may have this id: lower-case letters, digits and `-`. */
export function isPluginId(id: string): boolean {
  return pluginId.test(id);
}
