// Packs every published package as `pnpm publish` would and checks what its users would get.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pnpm, root, run } from './lib/command.mjs';
import { tryAsConsumer } from './lib/consumer.mjs';
import { tryInstalled } from './lib/installed.mjs';
import { unwantedFiles } from './lib/package-files.mjs';

const temporary = mkdtempSync(join(tmpdir(), 'plugboard-pack-'));
try {
  const checked = publishedPackages().map((folder) => ({ folder, ...checkPackage(folder) }));
  const failed = checked.filter(({ good }) => !good).map(({ folder }) => folder);
  const problems = failed.length > 0 ? [] : tryOut(checked);
  if (failed.length > 0) console.error(`\nNot fit to be published: ${failed.join(', ')}`);
  for (const problem of problems) console.error(problem);
  process.exitCode = failed.length > 0 || problems.length > 0 ? 1 : 0;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * @param {readonly { folder: string, tarball: string }[]} packages
 * @returns {readonly string[]} what went wrong
 */
function tryOut(packages) {
  const folder = () => mkdtempSync(join(temporary, 'consumer-'));
  return [tryAsConsumer(folder(), packages), tryInstalled(folder(), packages)].filter((problem) => problem !== '');
}

function publishedPackages() {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}`)
    .filter((folder) => !readJson(join(root, folder, 'package.json')).private)
    .toSorted();
}

/**
 * @param {string} folder
 * @returns {{ good: boolean, tarball: string }}
 */
function checkPackage(folder) {
  const packed = run([...pnpm, 'pack', '--json', '--pack-destination', temporary], {
    cwd: join(root, folder),
    quiet: true,
  });
  if (packed.code !== 0) {
    console.error(`${folder} cannot be packed:\n${packed.output}`);
    return { good: false, tarball: '' };
  }
  /** @type {{ filename: string }} */
  const { filename } = JSON.parse(packed.stdout);
  // The list that pnpm prints leaves out the licence, which it adds from the root.
  const listed = run(['tar', '-tzf', filename], { quiet: true }).stdout;
  const files = listed
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('package/') ? line.slice('package/'.length) : []));
  const faults = unwantedFiles(files);
  for (const fault of faults) console.error(`${folder}: ${fault}`);

  const checks = [
    ['publint', 'run', '--strict', filename],
    ['attw', '--profile', 'esm-only', '--no-emoji', filename],
  ].map((command) => run(command, { quiet: true }));
  for (const check of checks.filter(({ code }) => code !== 0)) console.error(check.output.trim());

  const good = faults.length === 0 && checks.every(({ code }) => code === 0);
  console.log(`${folder}: ${good ? `${files.length} files, all checks passed` : 'failed'}`);
  return { good, tarball: filename };
}

/**
 * @param {string} path
 * @returns {{ private?: boolean }}
 */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
