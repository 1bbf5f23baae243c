import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { type Reference, referenceFrom } from './references.ts';
import { formatJsonPath, type JsonPath } from './shape.ts';
import { isRecord } from '../util/is-record.ts';

/** What references are followed with. */
export interface FollowOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What `$file` is relative to. */
  readonly folder: string;
  /** Where the config is, for messages. */
  readonly source: string;
  /** Told every value that a reference leads to. */
  readonly onSecret: (secret: string) => void;
}

/** A key or a token is some kilobytes at most. */
const largest = 1024 * 1024;

/**
 * Replaces every reference in a checked value by what it leads to, at any depth; the rest stays as it is.
 * Throws `config_invalid`, naming the variable or the file, when there is nothing.
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
    throw invalid(`${place} needs the environment variable ${quote(reference.name)}, which is ${state}.`);
  }
  const file = resolve(options.folder, reference.path);
  const text = await readSecretFile(file, place);
  if (text === '') throw invalid(`${place} needs the file ${file}, which is empty.`);
  return text;
}

async function readSecretFile(file: string, place: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw invalid(`${place} needs the file ${file}, which ${why}.`);
  }
  if (bytes.length > largest) throw invalid(`${place} needs the file ${file}, which is larger than 1 MiB.`);
  try {
    // Editors and `echo` end a file with a line break that is no part of the secret.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw invalid(`${place} needs the file ${file}, which is not UTF-8 text.`);
  }
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('config_invalid', message);
}
