import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord, ownValue } from '../util/is-record.ts';
import { compareText } from '../routing/claims.ts';
import type { PluginProblem } from '../routing/routing-table.ts';
import { findInstalled, nodeModulesFolders, withoutMark } from './installed-packages.ts';
import type { PluginManifest } from './read-manifest.ts';

/** An installed plugin, not imported. */
export interface DiscoveredPlugin {
  /** The package as an import says it. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly manifest: PluginManifest;
}

/** What the dependencies of a package.json hold. */
export interface Discovered {
  /** In the order of their names; two may have the same id. */
  readonly plugins: readonly DiscoveredPlugin[];
  readonly problems: readonly PluginProblem[];
  /** Why nothing could be found; `undefined` when node_modules folders could be searched. */
  readonly note: string | undefined;
}

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Finds plugins among the direct dependencies of a package.json, of every kind; never transitive ones, and never the package
 * itself. A dependency that is not installed is no fault: those for development are missing in production. Reads one file a
 * dependency and imports nothing. Whatever is wrong with a plugin is a problem of that plugin alone.
 */
export function discoverPlugins(manifest: string): Discovered {
  const folders = nodeModulesFolders(dirname(manifest));
  const names = directDependencies(manifest);
  if (!Array.isArray(names)) return { plugins: [], problems: [names], note: undefined };
  const plugins: DiscoveredPlugin[] = [];
  const problems: PluginProblem[] = [];
  for (const name of names) {
    const found = findInstalled(name, folders);
    if (found?.reading.kind === 'plugin') {
      plugins.push({ name, version: found.version, folder: found.folder, manifest: found.reading.manifest });
    } else if (found?.reading.kind === 'problem') {
      const { id, message, models } = found.reading;
      problems.push({ plugin: name, id, message, models });
    }
  }
  return { plugins, problems, note: folders.length === 0 ? withoutFolders(manifest) : undefined };
}

function withoutFolders(manifest: string): string {
  return (
    `No node_modules folder belongs to ${manifest} (packages are not installed, bundled, or managed by Yarn Plug'n'Play), ` +
    'so nothing could be discovered: pass `providers: [...]` to the client.'
  );
}

function directDependencies(manifest: string): string[] | PluginProblem {
  try {
    const value: unknown = JSON.parse(withoutMark(readFileSync(manifest, 'utf8')));
    const names = fields.flatMap((field) => {
      const dependencies = isRecord(value) ? ownValue(value, field) : undefined;
      return isRecord(dependencies) ? Object.keys(dependencies) : [];
    });
    return [...new Set(names)].sort(compareText);
  } catch {
    const message = 'It cannot be read or is not valid JSON, so no provider could be discovered.';
    return { plugin: manifest, message, models: [] };
  }
}
