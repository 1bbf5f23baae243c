import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from './command.mjs';

/**
 * @typedef {object} LoadedFile
 * @property {string} path its package and its place there: `core/bundle/start.js`, `undici/lib/core/util.js`
 * @property {string} package `core` for packages/core; for foreign packages their name
 * @property {number} bytes
 */

const recorder = new URL('record-loads.mjs', import.meta.url).href;

/** A program that depends on core and the providers. Modules are resolved from here. */
const program = join(root, 'examples/swap-by-config');

/**
 * Runs the source of a module in a new process, on the compiled packages.
 *
 * @param {string} source
 * @param {NodeJS.ProcessEnv} [env] more variables
 * @returns {Promise<readonly LoadedFile[]>} every file that Node loads for it, imported or required, in the order of their paths
 */
export async function filesLoadedBy(source, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-loads-'));
  const LOADS = join(folder, 'loads');
  try {
    const args = ['--import', recorder, '--input-type=module', '--eval', source];
    await promisify(execFile)(process.execPath, args, { cwd: program, env: { ...process.env, ...env, LOADS } });
    const urls = new Set((await readFile(LOADS, 'utf8')).split('\n').filter((url) => url.startsWith('file:')));
    const files = await Promise.all([...urls].map(describe));
    return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * The files of core's bundle that contain a package, according to their source maps.
 *
 * @param {string} name of the package
 * @returns {Promise<readonly string[]>} paths as those of {@link LoadedFile}
 */
export async function bundleFilesWith(name) {
  const bundle = join(root, 'packages/core/bundle');
  const maps = (await readdir(bundle)).filter((file) => file.endsWith('.map'));
  const texts = await Promise.all(maps.map((file) => readFile(join(bundle, file), 'utf8')));
  return maps
    .filter((_, index) => texts[index]?.includes(`/node_modules/${name}/`))
    .map((file) => `core/bundle/${file.slice(0, -'.map'.length)}`);
}

/**
 * @param {string} url
 * @returns {Promise<LoadedFile>}
 */
async function describe(url) {
  const file = fileURLToPath(url);
  const path = file.replaceAll('\\', '/').replace(/^.*\/(?:node_modules|packages)\//, '');
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;
  return { path, package: name, bytes: (await stat(file)).size };
}
