import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderPlugin } from '@plugboard/core/provider';
import { placeOf } from '../exceptions/describe-exception.ts';
import { definitionOf, type AnyDefinition } from '../conformance/stage/probe.ts';
import { isFields, type Fields } from '../fixtures/shape.ts';
import { UsageError } from './usage.ts';

/** A plugin that was found, and its package. */
export interface FoundPlugin {
  readonly plugin: ProviderPlugin<object>;
  readonly definition: AnyDefinition;
  /** The folder of its package.json, otherwise that of the file. */
  readonly folder: string;
  /** Its folder of fixtures, which need not exist: the nearest one beside the file or above it, within the package. */
  readonly fixtures: string;
  /** The field `plugboard` of its package.json. */
  readonly manifest: Fields | undefined;
}

/** Imports the plugin of an installed package, of a folder with a package.json, or of a file. */
export async function findPlugin(target: string, workingFolder: string): Promise<FoundPlugin> {
  const { file, folder, fixtures = join(folder, 'fixtures') } = locate(target, workingFolder);
  const packageJson = readJson(join(folder, 'package.json'));
  const field = packageJson?.['plugboard'];
  const manifest = isFields(field) ? field : undefined;
  let module: unknown;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new UsageError(`${target} cannot be imported: ${reasonOf(error)}${hintFor(error, file)}`);
  }
  const plugins = Object.values(Object(module) as Fields).filter(isPlugin);
  const wanted = plugins.find(({ id }) => id === manifest?.['id']) ?? plugins[0];
  if (wanted === undefined) {
    throw new UsageError(
      `${target} exports no plugin. Export what defineProvider() returns: \`export const acme = defineProvider({ ... })\`.`,
    );
  }
  return { plugin: wanted, definition: definitionOf(wanted()), folder, fixtures, manifest };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = placeOf(error);
  return `${error.name}: ${error.message}${place === undefined ? '' : `\n    ${place}`}`;
}

function hintFor(error: unknown, file: string): string {
  if (/\.[cm]?ts$/.test(file)) return '\nCompile it first: this version of Node does not run TypeScript.';
  // Node shows the position of a syntax error only if that error ends the process.
  return error instanceof SyntaxError ? `\n\`node ${file}\` shows where.` : '';
}

interface Place {
  readonly file: string;
  readonly folder: string;
  readonly fixtures?: string | undefined;
}

function locate(target: string, workingFolder: string): Place {
  const path = resolve(workingFolder, target);
  if (existsSync(path) && statSync(path).isFile()) {
    const own = dirname(path);
    const folder = packageFolder(own);
    return { file: path, folder: folder ?? own, fixtures: nearestFixtures(own, folder ?? workingFolder) };
  }
  const folder = existsSync(path) ? path : installedFolder(target, workingFolder);
  const packageJson = readJson(join(folder, 'package.json'));
  const name = packageJson?.['name'];
  if (packageJson === undefined || typeof name !== 'string')
    throw new UsageError(`${target} has no package.json with a name.`);
  const manifest = packageJson['plugboard'];
  const entry = isFields(manifest) && typeof manifest['export'] === 'string' ? manifest['export'].slice(1) : '';
  try {
    return { file: createRequire(join(folder, 'package.json')).resolve(name + entry), folder };
  } catch {
    throw new UsageError(
      `${target} has no entry ${JSON.stringify(`.${entry}`)} that exists. Build the package first, and look at "exports" in its package.json.`,
    );
  }
}

function installedFolder(name: string, workingFolder: string): string {
  for (let folder = workingFolder; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (dirname(folder) === folder) break;
  }
  throw new UsageError(`There is no file, no folder and no installed package called ${target(name)}.`);
}

function target(name: string): string {
  return JSON.stringify(name);
}

function packageFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Looks in `start` and in the folders above it, up to `top`. */
function nearestFixtures(start: string, top: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'fixtures');
    if (existsSync(candidate) && statSync(candidate).isDirectory()) return candidate;
    if (folder === top || !folder.startsWith(top)) return undefined;
  }
}

function readJson(path: string): Fields | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isFields(value) ? value : undefined;
  } catch {
    throw new UsageError(`${path} is not valid JSON.`);
  }
}

function isPlugin(value: unknown): value is ProviderPlugin<object> {
  return typeof value === 'function' && Reflect.get(value, 'kind') === 'provider-plugin';
}
