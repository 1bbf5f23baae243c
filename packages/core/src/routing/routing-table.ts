import type { Model } from '../contract/model.ts';

/** All that a model name can be matched against; made before any plugin is imported. */
export interface RoutingTable {
  /** One entry an instance name; code has already beaten config, and config what was discovered. */
  readonly instances: readonly RoutedInstance[];
  /** Aliases of config: targets are ids, in fallback order. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** Plugins that could not be read, for `explain()` and for errors. */
  readonly problems: readonly PluginProblem[];
  /** Whether installed providers were looked for, and in which package.json; for the message of `model_not_found`. */
  readonly discovery: Discovery;
}

/** Whether and where installed providers were looked for. */
export interface Discovery {
  readonly enabled: boolean;
  /** The package.json whose dependencies were looked at; `undefined`: there is none. */
  readonly manifest: string | undefined;
  /** Why nothing could be found in it, such as a package manager without node_modules folders; one or two sentences. */
  readonly note?: string | undefined;
}

/** One instance as routing sees it. */
export interface RoutedInstance {
  readonly id: string;
  readonly plugin: string;
  readonly origin: 'code' | 'config' | 'discovered';
  readonly models: readonly Model[];
  /** Ids among `models` that code or config gave. */
  readonly givenModels?: readonly string[] | undefined;
  /** What to tell about where it comes from, such as a package name and version. */
  readonly source: string;
  /** Why its plugin can never be used, known before it is imported; `undefined`: nothing is known against it. */
  readonly unusable?: string | undefined;
  /** Absent: nobody keeps a record of it. */
  readonly lastLoad?: LastLoad | undefined;
}

/** How the last attempt to make an instance went; written when one is made, read by `explain()`. */
export interface LastLoad {
  /** Why its plugin could not be used; `undefined`: it could, or was not needed yet. */
  problem: string | undefined;
}

/** Something that keeps a plugin from being used. */
export interface PluginProblem {
  /** Package name, or the `use` of a config entry. */
  readonly plugin: string;
  /** The plugin's id, under which it would have been an instance; `undefined`: not known, or the instance is in the table. */
  readonly id?: string | undefined;
  readonly message: string;
  /** Models that it would have claimed, as far as they are known. */
  readonly models: readonly Model[];
}
