import type { Model } from '../contract/model.ts';

/** `plugboard.config.json`. */
export interface Config {
  /** Keyed by the instance's name. */
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined;
  /** Aliases. Targets are ids, never aliases; a list is a fallback chain. */
  readonly models?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Find installed providers. Default true. */
  readonly discover?: boolean | undefined;
}

/** One instance. Options of the plugin stand beside `use` and `models`; secrets as `{ "$env": "NAME" }` or `{ "$file": "path" }`. */
export interface ProviderConfig {
  /** A package name, a relative path of a module, or the id of a plugin that is given in code or installed. */
  readonly use: string;
  readonly models?: readonly (string | Model)[];
  readonly [option: string]: unknown;
}
