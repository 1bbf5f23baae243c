import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Does not require an installed pnpm: npx fetches the version with which the lockfile was made. */
export const pnpm = ['npx', '-y', 'pnpm@10.34.9'];

/**
 * Runs a program in the root folder, with the tools of `node_modules` on the path.
 *
 * @param {readonly string[]} command the program and its arguments
 * @param {{ quiet?: boolean }} [options] `quiet` collects the output instead of showing it
 * @returns {{ code: number, stdout: string, output: string }} if `quiet`: its standard output, and all of its output
 */
export function run([program = '', ...args], { quiet = false } = {}) {
  const result = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: toolPath() },
    maxBuffer: 64 * 1024 * 1024,
    // On Windows, the programs of node_modules/.bin are .cmd files, which only a shell can start.
    shell: process.platform === 'win32' && program !== 'node',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  if (result.error !== undefined) {
    const reason = `${program} could not be started: ${result.error.message}`;
    if (!quiet) console.error(reason);
    return { code: 127, stdout: '', output: reason };
  }
  const stdout = result.stdout ?? '';
  return { code: result.status ?? 1, stdout, output: stdout + (result.stderr ?? '') };
}

/** Puts the Node that runs this before any other, so that `npx -y node@24 scripts/build.mjs` uses that Node for everything. */
function toolPath() {
  return [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
}
