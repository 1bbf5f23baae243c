import { realpathSync } from 'node:fs';
import type { InstanceConfig } from '../config/check-config.ts';
import type { Root, LoadedConfig } from '../config/load-config.ts';
import { compareText, type PluginProblem, type RoutingTable } from '../routing/routing-table.ts';
import { quote } from '../errors/quote.ts';
import type { CodeProvider, CodeProviders } from './code-providers.ts';
import { type Discovered, type DiscoveredPlugin, discoverPlugins, nodeModulesFolders } from './discover.ts';
import { type Entry, type InstanceSource, makeEntry } from './instance-source.ts';
import {
  isUseOf,
  type LocatedPlugin,
  locateDefinition,
  locateDiscovered,
  locateUse,
  type PluginSurroundings,
} from './locate-plugin.ts';

/** Where the instances of a client may come from. */
export interface RegistryOptions {
  readonly code: CodeProviders;
  readonly config: LoadedConfig;
  readonly root: Root;
  /** The client's `discover` option, which takes precedence over that of the config. */
  readonly discover?: boolean | undefined;
}

/** All that core knows before it imports a plugin. */
export interface Registry {
  readonly table: RoutingTable;
  /** How to create each instance of the table, by its name. */
  readonly sources: ReadonlyMap<string, InstanceSource>;
  /** The client's `provider` as the name of an instance. `resolveModel` checks that this instance exists. */
  readonly clientProvider: string | undefined;
}

/**
 * Combines the instances of code, config and discovery. For each name, code takes precedence over config, and config over
 * discovery. Synchronous, imports nothing, and reads only the package.json files of the direct dependencies.
 *
 * If two packages share a plugin id, neither is used and both are reported as problems, unless code or config decides
 * which one has the name.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { code, config, root } = options;
  const enabled = options.discover ?? config.discover ?? true;
  // A config may name an installed plugin by its id even if discovery is off.
  const installed =
    root.manifest !== undefined && (enabled || config.providers.size > 0) ? discoverPlugins(root.manifest) : nothing;
  const discovered = enabled ? installed : nothing;
  const surroundings: PluginSurroundings = {
    inCode: [...new Set([...code.instances.values()].map(({ definition }) => definition))],
    installed,
    root: root.folder,
    nodeModules: config.providers.size === 0 ? [] : nodeModulesFolders(root.folder),
    configFolder: config.folder,
  };
  const entries = new Map<string, Entry>();
  const problems: PluginProblem[] = [...discovered.problems];

  for (const [id, provider] of code.instances) entries.set(id, fromCode(provider, config, surroundings));
  for (const [id, entry] of config.providers) {
    if (entries.has(id)) continue;
    const plugin = locateUse(entry.use, surroundings);
    const made = fromConfig(id, entry, plugin, config);
    entries.set(id, made);
    const known = problems.some(({ plugin: name, id: ownId }) => name === entry.use || ownId === entry.use);
    if (plugin.source.kind === 'unusable' && !known) {
      problems.push({ plugin: entry.use, message: plugin.source.message, models: [] });
    }
  }
  for (const [id, plugins] of byId(discovered.plugins)) {
    const [plugin, second] = plugins;
    if (entries.has(id) || plugin === undefined) continue;
    if (second === undefined) entries.set(id, fromDiscovery(plugin, root));
    else problems.push(...plugins.map((one) => sharedId(one, plugins)));
  }

  const discovery = { enabled, manifest: root.manifest, note: discovered.note };
  const instances = [...entries.values()].map(({ routed }) => routed);
  return {
    table: { instances, aliases: config.aliases, problems, discovery },
    sources: new Map([...entries].map(([id, { source }]) => [id, source])),
    clientProvider: code.clientProvider,
  };
}

const nothing: Discovered = { plugins: [], problems: [], note: undefined };

function fromCode(provider: CodeProvider, config: LoadedConfig, surroundings: PluginSurroundings): Entry {
  const { id, definition } = provider;
  const entry = config.providers.get(id);
  // If the entry of this name is for another plugin, ignore all of it: its options are not for this plugin.
  const same = entry !== undefined && isUseOf(definition, entry.use, surroundings) ? entry : undefined;
  return makeEntry({
    id,
    origin: 'code',
    plugin: locateDefinition(definition),
    where: 'given in code',
    models: provider.models ?? same?.models,
    maxConcurrent: provider.maxConcurrent ?? same?.maxConcurrent,
    unsupported: provider.unsupported ?? same?.unsupported,
    codeOptions: provider.options,
    config: same === undefined ? undefined : { ...config, entry: same },
    othersConfig: same === undefined && entry !== undefined ? { ...config, entry } : undefined,
  });
}

function fromConfig(id: string, entry: InstanceConfig, plugin: LocatedPlugin, config: LoadedConfig): Entry {
  return makeEntry({
    id,
    origin: 'config',
    plugin,
    where: `${plugin.label}, from ${config.file ?? 'the config given in code'}`,
    models: entry.models,
    maxConcurrent: entry.maxConcurrent,
    unsupported: entry.unsupported,
    config: { ...config, entry },
  });
}

function fromDiscovery(found: DiscoveredPlugin, root: Root): Entry {
  const plugin = locateDiscovered(found, root.folder);
  const where = `${plugin.label}, a dependency in ${root.manifest ?? root.folder}`;
  return makeEntry({ id: found.manifest.id, origin: 'discovered', plugin, where });
}

function byId(plugins: readonly DiscoveredPlugin[]): ReadonlyMap<string, readonly DiscoveredPlugin[]> {
  const groups = new Map<string, DiscoveredPlugin[]>();
  for (const plugin of plugins) {
    const group = groups.get(plugin.manifest.id) ?? [];
    // The same package under two names is one plugin.
    const known = group.some(({ folder }) => realpathSync(folder) === realpathSync(plugin.folder));
    if (!known) groups.set(plugin.manifest.id, [...group, plugin]);
  }
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

function sharedId({ name, manifest }: DiscoveredPlugin, plugins: readonly DiscoveredPlugin[]): PluginProblem {
  const others = plugins.filter((plugin) => plugin.name !== name).map((plugin) => quote(plugin.name));
  const message =
    `Its plugin id ${quote(manifest.id)} is also that of ${others.join(' and ')}, so none of them is used. Remove one, or choose ` +
    `one with \`"providers": { ${quote(manifest.id)}: { "use": ${quote(name)} } }\` in the config.`;
  return { plugin: name, id: manifest.id, message, models: manifest.models };
}
