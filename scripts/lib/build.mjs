import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './command.mjs';

const output = /(?:\.d\.ts|\.js)(?:\.map)?$/;

/**
 * Compiles everything that is not up to date.
 *
 * @param {{ quiet?: boolean }} [options] `quiet` collects the output instead of showing it
 * @returns {{ code: number, output: string }}
 */
export function build({ quiet = false } = {}) {
  for (const folder of readdirSync(join(root, 'packages'))) removeStale(join(root, 'packages', folder));
  const compiled = run(['tsc', '--build', 'tsconfig.build.json'], { quiet });
  if (compiled.code !== 0) return compiled;
  const core = run(['node', 'scripts/bundle-core.mjs'], { quiet });
  return core.code === 0 ? run(['node', 'scripts/bundle-providers.mjs'], { quiet }) : core;
}

/**
 * Removes the output of deleted sources, which tsc leaves behind and which would be published.
 *
 * @param {string} folder of a package
 */
export function removeStale(folder) {
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = join(folder, 'src', `${name.replace(output, '')}.ts`);
    if (output.test(name) && !existsSync(source)) rmSync(join(dist, name));
  }
}
