import type { InstanceConfig } from '../config/check-config.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { LastLoad, RoutedInstance } from '../routing/routing-table.ts';
import type { LocatedPlugin, PluginSource } from './locate-plugin.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { Model } from '../contract/model.ts';

/** Everything that is needed to create an instance. Properties that may hold secrets are not enumerable, so no log shows them. */
export interface InstanceSource {
  readonly id: string;
  readonly plugin: PluginSource;
  /** How messages name the plugin, such as `@plugboard/provider-reka 0.1.0`. */
  readonly label: string;
  readonly origin: RoutedInstance['origin'];
  /** How messages say where the instance comes from. */
  readonly where: string;
  /** The plugin's options from code. At most one of this and `configOptions` is set. */
  readonly codeOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly configOptions?: ConfigOptions | undefined;
  /** A config that also has options under this name, which are not used. */
  readonly unusedConfig: UnusedConfig | undefined;
  /** The folder that `ProviderHost.resolvePath` is relative to. `undefined`: the working folder. */
  readonly optionsFolder: string | undefined;
  /** The limit of concurrent calls. `undefined`: not set. */
  readonly maxConcurrent: number | undefined;
  /** What core does with parameters that the provider does not accept. `undefined`: not set. */
  readonly unsupported: UnsupportedMode | undefined;
  /** The outcome of the last load. The routing table refers to the same object. */
  readonly lastLoad: LastLoad;
}

/** Options in a config that are not used, and why. */
export interface UnusedConfig {
  /** The config, for messages. */
  readonly from: string;
  /** `code`: options are given in code. `other-plugin`: the entry's `use` names another plugin than the one in code. */
  readonly because: 'code' | 'other-plugin';
}

/** The plugin's options from a config. References to secrets are not yet followed. */
export interface ConfigOptions {
  readonly values: Readonly<Record<string, unknown>>;
  /** `undefined`: the config was given in code. */
  readonly file: string | undefined;
  /** The folder that `$file` is relative to. */
  readonly folder: string;
}

/** One instance: how routing sees it, and how to create it. */
export interface Entry {
  readonly routed: RoutedInstance;
  readonly source: InstanceSource;
}

/** What is known of an instance before its plugin is imported. */
export interface EntryParts {
  readonly id: string;
  readonly origin: RoutedInstance['origin'];
  readonly plugin: LocatedPlugin;
  readonly where: string;
  readonly models?: readonly (string | Model)[] | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly unsupported?: UnsupportedMode | undefined;
  readonly codeOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly config?: ConfigEntry | undefined;
  /** The config's entry of this name, if it is for another plugin. */
  readonly othersConfig?: ConfigEntry | undefined;
}

/** An entry of a config, and where the config is. */
export type ConfigEntry = Pick<LoadedConfig, 'file' | 'folder'> & { readonly entry: InstanceConfig };

/** Combines what code, config and the plugin say about an instance. */
export function makeEntry(parts: EntryParts): Entry {
  const { id, origin, plugin, where, models, maxConcurrent, unsupported, codeOptions, config } = parts;
  const found = withOptions(config);
  const configOptions =
    found === undefined || codeOptions !== undefined
      ? undefined
      : { values: found.entry.options, file: found.file, folder: found.folder };
  const lastLoad: LastLoad = { problem: undefined };
  const source = {
    id,
    plugin: plugin.source,
    label: plugin.label,
    origin,
    where,
    unusedConfig: unusedConfig(parts),
    optionsFolder: configOptions?.folder,
    maxConcurrent,
    unsupported,
    lastLoad,
  };
  return {
    routed: {
      id,
      plugin: plugin.id ?? config?.entry.use ?? id,
      origin,
      models: ownModels(plugin.models, models, plugin.id === id),
      givenModels: (models ?? []).map((model) => (typeof model === 'string' ? model : model.id)),
      source: where,
      unusable: plugin.source.kind === 'unusable' ? plugin.source.message : undefined,
      lastLoad,
    },
    source: Object.defineProperties(source, {
      codeOptions: { value: codeOptions },
      configOptions: { value: configOptions },
    }),
  };
}

function withOptions(config: ConfigEntry | undefined): ConfigEntry | undefined {
  return config !== undefined && Object.keys(config.entry.options).length > 0 ? config : undefined;
}

function unusedConfig({ codeOptions, config, othersConfig }: EntryParts): UnusedConfig | undefined {
  const beaten = codeOptions === undefined ? undefined : withOptions(config);
  const foreign = withOptions(othersConfig);
  if (beaten !== undefined) return { from: beaten.file ?? 'the config given in code', because: 'code' };
  return foreign && { from: foreign.file ?? 'the config given in code', because: 'other-plugin' };
}

/**
 * The models of an instance. Under the plugin's own id, these are the plugin's models. Given models are added, or replace models of
 * the same id. Under another id, these are only the given models. A bare name means the model that the plugin declares under that
 * id. An instance of another name does not get its aliases, because two instances would then claim them.
 */
export function ownModels(
  declared: readonly Model[],
  given: readonly (string | Model)[] | undefined,
  underOwnId: boolean,
): readonly Model[] {
  const known = new Map(declared.map((model) => [model.id, model]));
  const models = new Map(underOwnId ? known : []);
  for (const entry of given ?? []) {
    const model = typeof entry === 'string' ? named(entry, known.get(entry), underOwnId) : entry;
    models.set(model.id, model);
  }
  return [...models.values()];
}

function named(id: string, declared: Model | undefined, underOwnId: boolean): Model {
  if (declared === undefined) return { id };
  if (underOwnId) return declared;
  const { input, accepts } = declared;
  return { id, ...(input !== undefined && { input }), ...(accepts !== undefined && { accepts }) };
}
