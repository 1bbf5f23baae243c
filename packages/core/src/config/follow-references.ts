import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { quote } from '../errors/quote.ts';
import { formatJsonPath, invalidConfig, type JsonPath, readText, ShapeFault } from './shape.ts';
import { isRecord } from '../util/is-record.ts';

/** A reference to a value outside the config: `{ "$env": "NAME" }` or `{ "$file": "path" }`. */
export type Reference =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

/** Deeper options are refused. Nobody writes them, and each level costs stack. */
const maxDepth = 50;

/** Checks every reference inside an option. Throws `ShapeFault`. */
export function checkReferences(value: unknown, path: JsonPath, depth = 0): void {
  if (depth > maxDepth) throw new ShapeFault(path.slice(0, 3), `is nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) checkReferences(entry, [...path, index], depth + 1);
  } else if (isRecord(value) && referenceFrom(value, path) === undefined) {
    for (const [key, entry] of Object.entries(value)) checkReferences(entry, [...path, key], depth + 1);
  }
}

/** Reads a reference. Returns `undefined` for any other value, and throws `ShapeFault` for a malformed reference. */
export function referenceFrom(value: unknown, path: JsonPath): Reference | undefined {
  if (!isRecord(value)) return undefined;
  const key = ['$env', '$file'].find((name) => Object.hasOwn(value, name));
  if (key === undefined) return undefined;
  if (Object.keys(value).length > 1) throw new ShapeFault(path, `must have no other key beside "${key}"`);
  if (key === '$file') return { kind: 'file', path: readText(value[key], [...path, key], 'the path of a file') };
  return { kind: 'environment', name: readText(value[key], [...path, key], 'the name of an environment variable') };
}

/** Where references lead, and who learns the secrets. */
interface FollowOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that `$file` is relative to. */
  readonly folder: string;
  /** Where the config is, for messages. */
  readonly source: string;
  /** Called with every value that a reference leads to. */
  readonly onSecret: (secret: string) => void;
}

/** A key or a token has a few kilobytes at most. */
const maxFileBytes = 1024 * 1024;

/**
 * Replaces every reference in a checked value, at any depth, by the value that it leads to.
 * Throws `config_invalid` with the name of the variable or file if there is no value.
 */
export async function followReferences(value: unknown, path: JsonPath, options: FollowOptions): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map((entry: unknown, index) => followReferences(entry, [...path, index], options)));
  }
  const reference = referenceFrom(value, path);
  if (reference !== undefined) {
    const found = await follow(reference, path, options);
    options.onSecret(found);
    return found;
  }
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, entry]) => [key, await followReferences(entry, [...path, key], options)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function follow(reference: Reference, path: JsonPath, options: FollowOptions): Promise<string> {
  const place = `${formatJsonPath(path)} in ${options.source}`;
  if (reference.kind === 'environment') {
    const found = options.environment[reference.name];
    if (found !== undefined && found !== '') return found;
    const state = found === undefined ? 'not set' : 'empty';
    throw invalidConfig(`${place} needs the environment variable ${quote(reference.name)}, which is ${state}.`);
  }
  const file = resolve(options.folder, reference.path);
  const text = await readSecretFile(file, place);
  if (text === '') throw invalidConfig(`${place} needs the file ${file}, which is empty.`);
  return text;
}

async function readSecretFile(file: string, place: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw invalidConfig(`${place} needs the file ${file}, which ${why}.`);
  }
  if (bytes.length > maxFileBytes) throw invalidConfig(`${place} needs the file ${file}, which is larger than 1 MiB.`);
  try {
    // Editors and `echo` add a line break at the end, which is not part of the secret.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw invalidConfig(`${place} needs the file ${file}, which is not UTF-8 text.`);
  }
}
