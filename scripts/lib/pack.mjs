import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm, root, run } from './command.mjs';

/**
 * @typedef {object} Packed
 * @property {string} name of the package
 * @property {string} version
 * @property {string} folder from the root, such as `packages/core`
 * @property {string} tarball its path
 */

/**
 * Packs packages as `pnpm publish` would, all at once.
 *
 * @param {string} destination a folder
 * @returns {readonly Packed[]} all that are published
 */
export function pack(destination) {
  const folders = publishedPackages();
  const filters = folders.flatMap((folder) => ['--filter', `./${folder}`]);
  const command = [...pnpm, ...filters, 'pack', '--json', '--pack-destination', destination];
  const { code, stdout, output } = run(command, { quiet: true });
  if (code !== 0) throw new Error(`The packages cannot be packed:\n${output}`);
  /** @type {{ name: string, version: string, filename: string }[]} */
  const list = JSON.parse(stdout);
  return folders.map((folder) => {
    const { name } = readManifest(folder);
    const found = list.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${folder} was not packed.`);
    return { name, version: found.version, folder, tarball: found.filename };
  });
}

function publishedPackages() {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => !readManifest(folder).private)
    .toSorted();
}

/**
 * @param {string} folder
 * @returns {{ name: string, private?: boolean }}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}
