import type { Model } from '../contract/model.ts';

/** Everything that a model name can be matched against. It is built before any plugin is imported. */
export interface RoutingTable {
  /** One entry per instance name. Code has already taken precedence over config, and config over discovery. */
  readonly instances: readonly RoutedInstance[];
  /** The aliases of the config. Targets are ids, in fallback order. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Plugins that could not be read, for `explain()` and for errors. */
  readonly problems: readonly PluginProblem[];
  /** Whether and where installed providers were searched for. The message of `model_not_found` says so. */
  readonly discovery: Discovery;
}

/** Whether and where installed providers were searched for. */
export interface Discovery {
  readonly enabled: boolean;
  /** The package.json whose dependencies were searched. `undefined`: there is none. */
  readonly manifest: string | undefined;
  /** Why nothing could be found in it, for example because there are no node_modules folders. One or two sentences. */
  readonly note?: string | undefined;
}

/** One instance as routing sees it. */
export interface RoutedInstance {
  readonly id: string;
  readonly plugin: string;
  readonly origin: 'code' | 'config' | 'discovered';
  readonly models: readonly Model[];
  /** The ids in `models` that code or config gave. */
  readonly givenModels?: readonly string[] | undefined;
  /** Where it comes from, for people, such as a package name and version. */
  readonly source: string;
  /** Why its plugin can never be used, as far as that is known before importing it. */
  readonly unusable?: string | undefined;
  /** Absent: not recorded. */
  readonly lastLoad?: LastLoad | undefined;
}

/** The outcome of the last attempt to create the instance, for `explain()`. */
export interface LastLoad {
  /** Why its plugin could not be used. `undefined`: it could, or it has not been needed yet. */
  problem: string | undefined;
}

/** A reason why a plugin cannot be used. */
export interface PluginProblem {
  /** Package name, or the `use` of a config entry. */
  readonly plugin: string;
  /** The plugin's id, which would be the name of its instance. `undefined`: unknown, or the instance is in the table. */
  readonly id?: string | undefined;
  readonly message: string;
  /** The models that it would have, as far as they are known. */
  readonly models: readonly Model[];
}
