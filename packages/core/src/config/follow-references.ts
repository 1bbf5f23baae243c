import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { quote } from '../errors/quote.ts';
import { type Reference, referenceFrom } from './references.ts';
import { formatJsonPath, invalidConfig, type JsonPath } from './shape.ts';
import { isRecord } from '../util/is-record.ts';

/** Where references lead, and whom to tell the secrets. */
export interface FollowOptions {
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
 * Replaces every reference in a checked value, at any depth, with the value that it leads to. Throws `config_invalid`
 * with the name of the variable or file if there is no value.
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
