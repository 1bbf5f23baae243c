// Installs the dependencies if necessary. Every script of the root begins with it, so that each works in a fresh clone.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pnpm, root, run } from './lib/command.mjs';

const marker = join(root, 'node_modules/.plugboard-install');
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|network/i;

process.exitCode = ensureInstalled();

/**
 * Installs the dependencies if `node_modules` is missing or was made from other manifests.
 *
 * @returns {number} the exit code of the installation, or 0 if there was nothing to do
 */
function ensureInstalled() {
  const wanted = fingerprint();
  if (existsSync(join(root, 'node_modules/.modules.yaml')) && readMarker() === wanted) return 0;

  console.log('Installing dependencies ...');
  // A node_modules of another package manager is replaced without asking, because nobody may be there to answer.
  const install = [...pnpm, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false'];
  const { code, output } = run(install, { quiet: true });
  if (code === 0) {
    writeFileSync(marker, wanted);
    return 0;
  }
  console.error(output.trimEnd());
  console.error(`\nThe dependencies could not be installed (${install.join(' ')}).`);
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output)) {
    console.error(`A package.json was changed without the lockfile: run "${pnpm.join(' ')} install".`);
  } else if (unreachable.test(output)) {
    console.error(
      'The package registry could not be reached: check the connection, the proxy, "npm config get registry".',
    );
  }
  return code;
}

function readMarker() {
  return existsSync(marker) ? readFileSync(marker, 'utf8') : undefined;
}

/** A digest of the contents. Times mean nothing after a checkout or a copy. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests()]) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** The folders of pnpm-workspace.yaml, in a fixed order. */
function manifests() {
  const folders = ['packages', 'examples'].flatMap((parent) => {
    const path = join(root, parent);
    return existsSync(path) ? readdirSync(path).map((name) => `${parent}/${name}`) : [];
  });
  return [...folders, 'benchmarks']
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)))
    .toSorted();
}
