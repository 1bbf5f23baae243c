import type { LastLoad, RoutedInstance } from '../routing/routing-table.ts';
import type { PluginSource } from './plugin-source.ts';

/** All that is needed to make an instance. What may hold secrets is not enumerable, so that it shows in no log. */
export interface InstanceSource {
  readonly id: string;
  readonly plugin: PluginSource;
  /** The plugin for people, such as `@plugboard/provider-reka 0.1.0`. */
  readonly label: string;
  readonly origin: RoutedInstance['origin'];
  /** Where the instance comes from, for people. */
  readonly where: string;
  /** Options of the plugin from code; at most one of this and `configOptions` is set. */
  readonly codeOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly configOptions?: ConfigOptions | undefined;
  /** A config that has options under this name too, which count for nothing. */
  readonly unusedConfig: UnusedConfig | undefined;
  /** What `ProviderHost.resolvePath` is relative to; `undefined`: the working folder. */
  readonly optionsFolder: string | undefined;
  /** The most calls at once; `undefined`: not said. */
  readonly maxConcurrent: number | undefined;
  /** Shared with the routing table. */
  readonly lastLoad: LastLoad;
}

/** Options in a config that count for nothing, and why. */
export interface UnusedConfig {
  /** The config, for messages. */
  readonly from: string;
  /** `code`: code gives options; `other-plugin`: the entry's `use` names another plugin than the one in code. */
  readonly because: 'code' | 'other-plugin';
}

/** Options of the plugin from a config, with references to secrets not yet followed. */
export interface ConfigOptions {
  readonly values: Readonly<Record<string, unknown>>;
  /** `undefined`: the config was given in code. */
  readonly file: string | undefined;
  /** What `$file` is relative to. */
  readonly folder: string;
}
