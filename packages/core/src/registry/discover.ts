import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRecord, ownValue } from '../util/is-record.ts';
import { compareText, type PluginProblem } from '../routing/routing-table.ts';
import { formatJsonPath, mustBe, readRecord, readText, refuseOtherKeys, ShapeFault } from '../config/shape.ts';
import type { Model } from '../contract/model.ts';
import { readModels } from '../config/read-models.ts';
import { isPluginId } from '../contract/define-provider.ts';

/** An installed plugin that has not been imported. */
export interface DiscoveredPlugin {
  /** The name of the package, as an import writes it. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly manifest: PluginManifest;
}

/** The plugins among the dependencies of a package.json. */
export interface Discovered {
  /** Sorted by name. Two may have the same id. */
  readonly plugins: readonly DiscoveredPlugin[];
  readonly problems: readonly PluginProblem[];
  /** Why nothing could be found. `undefined` if there are node_modules folders. */
  readonly note: string | undefined;
}

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Finds plugins among the direct dependencies of a package.json, of every kind, but never transitive ones and never the package
 * itself. A dependency may be missing, as development dependencies are in production. Reads one file per dependency and imports
 * nothing. If something is wrong with a plugin, the others can still be used.
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

/** A package in a node_modules folder. */
interface InstalledPackage {
  /** The name under which it is installed, as an import writes it. It may differ from the name in its package.json. */
  readonly name: string;
  readonly folder: string;
  /** Empty if its package.json has none. */
  readonly version: string;
  readonly reading: ManifestReading;
}

/** The node_modules folders that Node searches for an import in `folder`, the nearest first. */
export function nodeModulesFolders(folder: string): readonly string[] {
  const found: string[] = [];
  for (let current = folder; ; current = dirname(current)) {
    const candidate = join(current, 'node_modules');
    if (basename(current) !== 'node_modules' && isFolder(candidate)) found.push(candidate);
    if (current === dirname(current)) return found;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const packageName = /^(?:@[^/\\@\s]+\/)?[^/\\@\s.][^/\\@\s]*$/;

/** Whether a text can be the name of a package. A path, a URL or `..` cannot. */
export function isPackageName(name: string): boolean {
  return packageName.test(name) && !name.includes(':');
}

/** Finds a package as Node does, through links of pnpm and of workspaces, without importing it. */
export function findInstalled(name: string, folders: readonly string[]): InstalledPackage | undefined {
  if (!isPackageName(name)) return undefined;
  for (const parent of folders) {
    const folder = join(parent, name);
    const text = readIfThere(join(folder, 'package.json'));
    if (text !== undefined) return { name, folder, ...understand(text) };
  }
  return undefined;
}

function readIfThere(file: string): string | Error | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return new Error(typeof code === 'string' ? code : 'unknown error');
  }
}

function understand(text: string | Error): Pick<InstalledPackage, 'version' | 'reading'> {
  if (text instanceof Error) return broken(`Its package.json cannot be read (${text.message}).`);
  try {
    const value: unknown = JSON.parse(withoutMark(text));
    const version = isRecord(value) ? ownValue(value, 'version') : undefined;
    return { version: typeof version === 'string' ? version : '', reading: readManifest(value) };
  } catch {
    return broken('Its package.json is not valid JSON.');
  }
}

function broken(message: string): Pick<InstalledPackage, 'version' | 'reading'> {
  return { version: '', reading: { kind: 'problem', id: undefined, message, models: [] } };
}

/** The text without the byte order mark that editors on Windows write. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** The `plugboard` field of a plugin's package.json: all that routing needs, without importing the package. */
interface PluginManifest {
  readonly id: string;
  /** The entry of the package that exports the plugin: `.` or `./plugin`, as in `exports`. */
  readonly export: string;
  readonly models: readonly Model[];
}

/** What a package.json says about a plugin. */
type ManifestReading =
  | { readonly kind: 'plugin'; readonly manifest: PluginManifest }
  /** The package is not a plugin. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'problem';
      /** `undefined`: unreadable. */
      readonly id: string | undefined;
      readonly message: string;
      readonly models: readonly Model[];
    };

/** The version of the manifest and of the `Provider` contract that this copy of core supports. */
const apiVersion = 1;

/** Reads the `plugboard` field of a parsed package.json. Strict, because a mistake in a manifest would be harder to find later. */
export function readManifest(packageJson: unknown): ManifestReading {
  const field = isRecord(packageJson) ? ownValue(packageJson, 'plugboard') : undefined;
  if (field === undefined) return { kind: 'none' };
  try {
    return { kind: 'plugin', manifest: manifestFrom(field) };
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error;
    const message = `In its package.json, ${formatJsonPath(error.path)} ${error.problem}.`;
    return { kind: 'problem', id: recognizableId(field), message, models: recognizableModels(field) };
  }
}

function manifestFrom(field: unknown): PluginManifest {
  const path = ['plugboard'];
  const record = readRecord(field, path);
  const version = ownValue(record, 'apiVersion');
  if (typeof version === 'number' && version > apiVersion) {
    throw new ShapeFault(
      [...path, 'apiVersion'],
      `is ${version}, but this version of @plugboard/core supports only ${apiVersion}: update @plugboard/core`,
    );
  }
  if (version !== apiVersion) mustBe([...path, 'apiVersion'], `the number ${apiVersion}`, version);
  refuseOtherKeys(record, ['apiVersion', 'id', 'export', 'models'], path);
  const id = readText(ownValue(record, 'id'), [...path, 'id'], 'the id of the plugin');
  if (!isPluginId(id)) throw new ShapeFault([...path, 'id'], 'must consist of lower-case letters, digits and "-"');
  const entry = readText(ownValue(record, 'export'), [...path, 'export'], 'an entry of `exports`, such as "."');
  if (entry !== '.' && !entry.startsWith('./'))
    throw new ShapeFault([...path, 'export'], 'must be "." or begin with "./"');
  return { id, export: entry, models: readModels(ownValue(record, 'models'), [...path, 'models']) };
}

function recognizableId(field: unknown): string | undefined {
  const id = isRecord(field) ? ownValue(field, 'id') : undefined;
  return typeof id === 'string' && isPluginId(id) ? id : undefined;
}

/** The models of a broken manifest, as far as they are readable, so that an error can say which plugin would have the model. */
function recognizableModels(field: unknown): readonly Model[] {
  const models = isRecord(field) ? ownValue(field, 'models') : undefined;
  if (!Array.isArray(models)) return [];
  return models.flatMap((model: unknown) => {
    const id = isRecord(model) ? ownValue(model, 'id') : model;
    return typeof id === 'string' && id !== '' ? [{ id }] : [];
  });
}
