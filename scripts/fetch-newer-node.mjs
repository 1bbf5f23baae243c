// Fetches a newer Node, which some clients of others need in the tests of the gateway. Those tests are skipped where it is missing. CI
// runs this first; it is not a dependency, because its 185 MB would be in every clone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import process from 'node:process';
import { folder, path, spec } from './lib/newer-node.mjs';

if (!existsSync(path)) {
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  const { status } = spawnSync('npm', ['install', ...options, spec], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(`${spec} could not be fetched.`);
    process.exitCode = 1;
  }
}
