import { run } from './command.mjs';

/** Before the tests that run compiled code: what is up to date is not compiled again. */
export function setup() {
  const { code, output } = run(['tsc', '--build', 'tsconfig.build.json'], { quiet: true });
  if (code !== 0) throw new Error(`The packages could not be compiled:\n${output}`);
}
