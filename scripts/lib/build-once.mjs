import { build } from './build.mjs';

/** Compiles what is not up to date, before the tests that run compiled code. */
export function setup() {
  const { code, output } = build({ quiet: true });
  if (code !== 0) throw new Error(`The packages could not be compiled:\n${output}`);
}
