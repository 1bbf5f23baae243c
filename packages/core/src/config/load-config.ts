import { dirname, join, resolve } from 'node:path';
import { type CheckedConfig, checkConfig, type Config } from './check-config.ts';
import { brokenJsonPosition } from '../util/json-position.ts';
import { formatJsonPath, invalidConfig, ShapeFault } from './shape.ts';

/** The folder of a program, where its dependencies and its config are. */
export interface Root {
  /** The folder of `manifest`, otherwise the folder where the search began. */
  readonly folder: string;
  /** The path of the package.json. `undefined` if there is none, as for a bundled program. */
  readonly manifest: string | undefined;
}

/** The nearest folder with a package.json: `start` (default: the working folder) or one above it. */
export function findRoot(start = '.'): Root {
  const first = resolve(start);
  for (let folder = first; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (fileSystem.existsSync(manifest)) return { folder, manifest };
    if (folder === dirname(folder)) return { folder: first, manifest: undefined };
  }
}

/**
 * A root that the user chose. It does not search the folders above. Throws `config_invalid` unless the value is a path.
 */
export function rootAt(path: string): Root {
  const given: unknown = path;
  if (typeof given !== 'string' || given === '') {
    throw invalidConfig(
      '`root` must be the path of the folder with your package.json, as text. For a file URL, pass fileURLToPath(url).',
    );
  }
  const folder = realFolder(resolve(given));
  const manifest = join(folder, 'package.json');
  return { folder, manifest: fileSystem.existsSync(manifest) ? manifest : undefined };
}

/**
 * Resolves symbolic links, because Node.js looks for packages from the real folder when it starts a program through a
 * link.
 */
function realFolder(folder: string): string {
  try {
    return fileSystem.realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * The functions of `node:fs` that the constructor of a client needs. An `import` would read all exports of `node:fs`. Some of
 * these load all of Node's streams, which would take a good part of the time that a program needs to start.
 */
const fileSystem: Pick<typeof import('node:fs'), 'existsSync' | 'readFileSync' | 'realpathSync' | 'statSync'> =
  process.getBuiltinModule('node:fs');

/** Where to look for a config. */
interface LoadConfigOptions {
  /** A path (relative to the working folder), the config itself, or `false` for none. */
  readonly config?: string | Config | false | undefined;
  /** The folder that may contain `plugboard.config.json`; see `findRoot`. */
  readonly root: string;
  /** Usually `process.env`. Only `PLUGBOARD_CONFIG` is read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A config, and where it came from. */
export interface LoadedConfig extends CheckedConfig {
  /** An absolute path. `undefined` if the config was given in code, or if there is none. */
  readonly file: string | undefined;
  /** The folder that its paths are relative to: that of the file, otherwise the working folder. */
  readonly folder: string;
}

const defaultName = 'plugboard.config.json';

/** A config has a few kilobytes. A wrong path, such as that of a video, must not fill the memory. */
const maxFileBytes = 4 * 1024 * 1024;

/**
 * Reads the config synchronously: that of the options, otherwise the file in `PLUGBOARD_CONFIG`, otherwise
 * `plugboard.config.json` in `root` if there is one. Checks references to secrets but does not follow them.
 *
 * Throws `config_invalid` with the file, the path of the fault inside it and what was expected, without quoting any content.
 */
export function loadConfig({ config, root, environment }: LoadConfigOptions): LoadedConfig {
  const workingFolder = resolve('.');
  const none: LoadedConfig = {
    providers: new Map(),
    aliases: new Map(),
    discover: undefined,
    unsupported: undefined,
    gateway: undefined,
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
  throw invalidConfig('The `config` option is an empty string: pass a path, a config or `false`.');
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
    throw invalidConfig(
      `${file} is not valid JSON: the fault is at line ${line}, column ${column}. Comments and trailing commas are not allowed.`,
    );
  }
  return { ...checked(value, file), file, folder: dirname(file) };
}

function readText(file: string, namedBy: string | undefined): string | undefined {
  const named = namedBy === undefined ? '' : `, which ${namedBy} names,`;
  let bytes: Buffer;
  try {
    // Most programs have no config, and for them most of the time would go into creating an error with its stack.
    if (namedBy === undefined && fileSystem.statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
    bytes = fileSystem.readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    // The root may be a file, and the config may have been deleted in the meantime.
    if (namedBy === undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw invalidConfig(`The config file ${file}${named} ${why}.`);
  }
  if (bytes.length > maxFileBytes) throw invalidConfig(`The config file ${file}${named} is larger than 4 MiB.`);
  try {
    // Removes the byte order mark that editors on Windows write.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidConfig(`The config file ${file}${named} is not UTF-8 text: save it as UTF-8.`);
  }
}

function checked(value: unknown, source: string): CheckedConfig {
  try {
    return checkConfig(value);
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error;
    throw invalidConfig(`${source} is not valid: ${formatJsonPath(error.path)} ${error.problem}.`);
  }
}
