import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRecord, ownValue } from '../util/is-record.ts';
import { type ManifestReading, readManifest } from './read-manifest.ts';

/** A package in a node_modules folder. */
export interface InstalledPackage {
  /** The name under which it is installed, which is what an import says; not always the name in its package.json. */
  readonly name: string;
  readonly folder: string;
  /** Empty when its package.json gives none. */
  readonly version: string;
  readonly reading: ManifestReading;
}

/** The node_modules folders that Node would look through for an import in `folder`, the nearest first. */
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

/** Whether a text can be the name of a package; a path, a URL or `..` cannot. */
export function isPackageName(name: string): boolean {
  return packageName.test(name) && !name.includes(':');
}

/** Finds a package as Node would, through links of pnpm and of workspaces alike, without importing it. */
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
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
