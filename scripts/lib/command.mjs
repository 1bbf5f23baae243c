import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** pnpm is never assumed to be installed: npx brings the version that the lockfile was made with. */
export const pnpm = ['npx', '-y', 'pnpm@10.34.9'];

/**
 * Runs a program in the root folder, with the tools of `node_modules` on the path.
 *
 * @param {readonly string[]} command the program and its arguments
 * @param {{ quiet?: boolean }} [options] `quiet` collects the output instead of showing it
 * @returns {{ code: number, stdout: string, output: string }} when `quiet`, what it wrote: to its standard output, and in all
 */
export function run([program = '', ...args], { quiet = false } = {}) {
  const result = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: toolPath() },
    maxBuffer: 64 * 1024 * 1024,
    // On Windows the programs of node_modules/.bin are .cmd files, which only a shell starts.
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

/** The Node that runs this comes before any other, so that `npx -y node@24 scripts/build.mjs` means all of it. */
function toolPath() {
  return [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
}
