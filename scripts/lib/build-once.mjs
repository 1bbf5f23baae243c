import { build } from './build.mjs';

/** Before the tests that run compiled code: what is up to date is not compiled again. */
export function setup() {
  const { code, output } = build({ quiet: true });
  if (code !== 0) throw new Error(`The packages could not be compiled:\n${output}`);
}
