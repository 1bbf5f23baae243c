// Fetches the newer Node that some clients need in the tests of the gateway. Without it, those tests are skipped. CI runs this script
// first. Node is not a dependency, because every clone would then have its 185 MB.
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
