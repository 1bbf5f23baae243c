// Packs every published package as `pnpm publish` would and checks what its users would get.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { run } from './lib/command.mjs';
import { tryAsConsumer } from './lib/consumer.mjs';
import { tryInstalled } from './lib/installed.mjs';
import { pack } from './lib/pack.mjs';
import { unwantedFiles } from './lib/package-files.mjs';

/** @import { Packed } from './lib/pack.mjs' */

const temporary = mkdtempSync(join(tmpdir(), 'plugboard-pack-'));
try {
  const packages = pack(temporary);
  const failed = packages.filter((packed) => !isFit(packed)).map(({ folder }) => folder);
  const problems = failed.length > 0 ? [] : tryOut(packages);
  if (failed.length > 0) console.error(`\nNot fit to be published: ${failed.join(', ')}`);
  for (const problem of problems) console.error(problem);
  process.exitCode = failed.length > 0 || problems.length > 0 ? 1 : 0;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/**
 * @param {readonly Packed[]} packages
 * @returns {readonly string[]} what went wrong
 */
function tryOut(packages) {
  const folder = () => mkdtempSync(join(temporary, 'consumer-'));
  return [tryAsConsumer(folder(), packages), tryInstalled(folder(), packages)].filter((problem) => problem !== '');
}

/** @param {Packed} packed */
function isFit({ folder, tarball }) {
  // The list that pnpm prints leaves out the licence, which it adds from the root.
  const listed = run(['tar', '-tzf', tarball], { quiet: true }).stdout;
  const files = listed
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('package/') ? line.slice('package/'.length) : []));
  const faults = unwantedFiles(files);
  for (const fault of faults) console.error(`${folder}: ${fault}`);

  const checks = [
    ['publint', 'run', '--strict', tarball],
    ['attw', '--profile', 'esm-only', '--no-emoji', tarball],
  ].map((command) => run(command, { quiet: true }));
  for (const check of checks.filter(({ code }) => code !== 0)) console.error(check.output.trim());

  const good = faults.length === 0 && checks.every(({ code }) => code === 0);
  console.log(`${folder}: ${good ? `${files.length} files, all checks passed` : 'failed'}`);
  return good;
}
