import { dirname, join, resolve } from 'node:path';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { type CheckedConfig, checkConfig, type Config } from './check-config.ts';
import { fileSystem } from './find-root.ts';
import { brokenJsonPosition } from '../util/json-position.ts';
import { formatJsonPath, ShapeFault } from './shape.ts';

/** What a config is looked for with. */
export interface LoadConfigOptions {
  /** A path (relative to the working folder), the config itself, or `false` for none. */
  readonly config?: string | Config | false | undefined;
  /** Where `plugboard.config.json` may lie; see `findRoot`. */
  readonly root: string;
  /** Usually `process.env`; only `PLUGBOARD_CONFIG` is read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A config and where it came from. */
export interface LoadedConfig extends CheckedConfig {
  /** Absolute; `undefined` for a config that was given in code, and for none. */
  readonly file: string | undefined;
  /** What paths inside it are relative to: the file's folder, else the working folder. */
  readonly folder: string;
}

const defaultName = 'plugboard.config.json';

/** A config is some kilobytes; this keeps a wrong path (a video, a device) out of memory. */
const largest = 4 * 1024 * 1024;

/**
 * Reads the config, synchronously: that of the options, else the file that `PLUGBOARD_CONFIG` names, else
 * `plugboard.config.json` in `root` if there is one. References to secrets are checked, not followed.
 *
 * Throws `config_invalid`, naming the file, the path of the fault inside it and what was expected; no content is quoted.
 */
export function loadConfig({ config, root, environment }: LoadConfigOptions): LoadedConfig {
  const workingFolder = resolve('.');
  const none: LoadedConfig = {
    providers: new Map(),
    aliases: new Map(),
    discover: undefined,
    file: undefined,
    folder: workingFolder,
  };
  if (config === false) return none;
  if (config !== undefined && typeof config !== 'string') {
    return { ...checked(config, 'The config that was given in code'), file: undefined, folder: workingFolder };
  }
  const variable = environment['PLUGBOARD_CONFIG'];
  if (config !== undefined) return readFile(resolve(required(config)), 'the `config` option');
  if (variable !== undefined && variable !== '') return readFile(resolve(variable), 'PLUGBOARD_CONFIG');
  return readFile(join(root, defaultName), undefined) ?? none;
}

function required(path: string): string {
  if (path !== '') return path;
  throw new PlugboardError(
    'config_invalid',
    'The `config` option is an empty string: pass a path, a config or `false`.',
  );
}

function readFile(file: string, namedBy: string): LoadedConfig;
function readFile(file: string, namedBy: string | undefined): LoadedConfig | undefined;
function readFile(file: string, namedBy: string | undefined): LoadedConfig | undefined {
  const text = readText(file, namedBy);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { line, column } = brokenJsonPosition(text);
    throw new PlugboardError(
      'config_invalid',
      `${file} is not valid JSON: the fault is at line ${line}, column ${column}. Comments and trailing commas are not allowed.`,
    );
  }
  return { ...checked(value, file), file, folder: dirname(file) };
}

function readText(file: string, namedBy: string | undefined): string | undefined {
  const named = namedBy === undefined ? '' : `, which ${namedBy} names,`;
  let bytes: Buffer;
  try {
    // Most programs have none there, and an error with its stack takes longer than all else.
    if (namedBy === undefined && fileSystem.statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
    bytes = fileSystem.readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    // The root may be a file, and a file may vanish.
    if (namedBy === undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new PlugboardError('config_invalid', `The config file ${file}${named} ${why}.`);
  }
  if (bytes.length > largest) {
    throw new PlugboardError('config_invalid', `The config file ${file}${named} is larger than 4 MiB.`);
  }
  try {
    // Takes a byte order mark off, as editors on Windows write it.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PlugboardError('config_invalid', `The config file ${file}${named} is not UTF-8 text: save it as UTF-8.`);
  }
}

function checked(value: unknown, source: string): CheckedConfig {
  try {
    return checkConfig(value);
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error;
    throw new PlugboardError(
      'config_invalid',
      `${source} is not valid: ${formatJsonPath(error.path)} ${error.problem}.`,
    );
  }
}
