import { run } from './command.mjs';

/** Before the tests that run compiled code: what is up to date is not compiled again. */
export function setup() {
  for (const command of [
    ['tsc', '--build', 'tsconfig.build.json'],
    ['node', 'scripts/bundle-core.mjs'],
  ]) {
    const { code, output } = run(command, { quiet: true });
    if (code !== 0) throw new Error(`The packages could not be compiled:\n${output}`);
  }
}
