import { isAbsolute, resolve } from 'node:path';
import { quote } from '../errors/quote.ts';
import type { AnyDefinition } from '../contract/define-provider.ts';
import { type Discovered, type DiscoveredPlugin, findInstalled, isPackageName } from './discover.ts';
import { packageOfPlugin } from '../routing/well-known-models.ts';
import type { Model } from '../contract/model.ts';

/** Where the plugin of an instance is. */
export type PluginSource =
  | { readonly kind: 'definition'; readonly definition: AnyDefinition }
  /** Core imports `specifier` as a module in `folder` would. */
  | {
      readonly kind: 'package';
      readonly specifier: string;
      readonly folder: string;
      readonly pluginId: string | undefined;
    }
  | { readonly kind: 'file'; readonly path: string }
  /** The instance cannot be created, for this reason. */
  | { readonly kind: 'unusable'; readonly message: string };

/** What is known of a plugin without importing it. */
export interface LocatedPlugin {
  readonly source: PluginSource;
  /** Its id. `undefined`: known only after the import. */
  readonly id: string | undefined;
  readonly models: readonly Model[];
  /** How messages name the plugin, such as `@plugboard/provider-reka 0.1.0`. */
  readonly label: string;
}

/** Where the `use` of a config entry is looked up. */
export interface PluginSurroundings {
  /** The plugins that the program passed to the client, without duplicates. */
  readonly inCode: readonly AnyDefinition[];
  /** The plugins among the direct dependencies. */
  readonly installed: Pick<Discovered, 'plugins' | 'problems'>;
  /** Core imports packages as a module in this folder would. */
  readonly root: string;
  readonly nodeModules: readonly string[];
  /** The folder that relative paths are relative to. */
  readonly configFolder: string;
}

/** Locates a plugin that the program passed to the client. */
export function locateDefinition(definition: AnyDefinition): LocatedPlugin {
  return {
    source: { kind: 'definition', definition },
    id: definition.id,
    models: definition.models,
    label: 'given in code',
  };
}

/** Locates an installed plugin. */
export function locateDiscovered({ name, version, manifest }: DiscoveredPlugin, root: string): LocatedPlugin {
  const specifier = name + manifest.export.slice(1);
  return {
    source: { kind: 'package', specifier, folder: root, pluginId: manifest.id },
    id: manifest.id,
    models: manifest.models,
    label: version === '' ? name : `${name} ${version}`,
  };
}

/**
 * Finds the plugin that the `use` of a config entry means. `use` is a path, otherwise the id of a plugin given in code, otherwise
 * the id of an installed plugin, otherwise a package, which need not be a direct dependency. A package without a manifest works,
 * but its models are known only after the import, so routing needs `models` in the config or a qualified id.
 */
export function locateUse(use: string, surroundings: PluginSurroundings): LocatedPlugin {
  if (/^\.{1,2}[/\\]/.test(use) || isAbsolute(use)) {
    const path = resolve(surroundings.configFolder, use);
    return { source: { kind: 'file', path }, id: undefined, models: [], label: path };
  }
  const [definition, other] = surroundings.inCode.filter(({ id }) => id === use);
  if (other !== undefined) return unusable(use, `Several plugins with the id ${quote(use)} are given in code.`);
  if (definition !== undefined) return locateDefinition(definition);
  const [plugin, second] = surroundings.installed.plugins.filter(({ manifest }) => manifest.id === use);
  if (plugin !== undefined && second !== undefined) {
    return unusable(
      use,
      `Both ${quote(plugin.name)} and ${quote(second.name)} have the plugin id ${quote(use)}: name the package instead.`,
    );
  }
  if (plugin !== undefined) return locateDiscovered(plugin, surroundings.root);
  const broken = surroundings.installed.problems.find(({ id }) => id === use);
  return broken === undefined
    ? locatePackage(use, surroundings)
    : { ...unusable(broken.plugin, broken.message), id: use };
}

/**
 * Whether a config entry is meant for the plugin that code gives under the same name. Its `use` must not name another
 * plugin. Only the import would show which plugin a path or a package contains, so there the common name is enough. A
 * single word that is not an installed package is the id of another plugin.
 */
export function isUseOf({ id }: AnyDefinition, use: string, surroundings: PluginSurroundings): boolean {
  if (use === id) return true;
  const located = locateUse(use, surroundings);
  if (located.id !== undefined) return located.id === id;
  return /[/\\]/.test(use) || findInstalled(use, surroundings.nodeModules) !== undefined;
}

function locatePackage(use: string, { root, nodeModules }: PluginSurroundings): LocatedPlugin {
  const name = use.split('/', use.startsWith('@') ? 2 : 1).join('/');
  if (!isPackageName(name)) {
    return unusable(
      use,
      `${quote(use)} is neither the id of a plugin, nor the name of a package, nor a relative path (which begins with "./").`,
    );
  }
  const found = findInstalled(name, nodeModules);
  // Never suggest installing a package with the plugin's short name: it belongs, or may one day belong, to somebody
  // else.
  const ours = found === undefined ? packageOfPlugin(use) : undefined;
  if (ours !== undefined) return unusable(use, `The plugin ${quote(use)} is not installed: \`npm install ${ours}\`.`);
  if (found === undefined && nodeModules.length > 0) {
    return unusable(
      use,
      `There is no plugin with the id ${quote(use)}, and no package of this name is installed: \`npm install ${name}\`.`,
    );
  }
  const label = found === undefined || found.version === '' ? use : `${use} ${found.version}`;
  if (found === undefined || found.reading.kind === 'none' || use !== name) {
    const source = { kind: 'package', specifier: use, folder: root, pluginId: undefined } as const;
    return { source, id: undefined, models: [], label };
  }
  if (found.reading.kind === 'problem') {
    const { id, message } = found.reading;
    return { source: { kind: 'unusable', message }, id, models: [], label };
  }
  const { version, folder, reading } = found;
  return locateDiscovered({ name, version, folder, manifest: reading.manifest }, root);
}

function unusable(use: string, message: string): LocatedPlugin {
  return { source: { kind: 'unusable', message }, id: undefined, models: [], label: use };
}
