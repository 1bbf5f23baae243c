import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = fileURLToPath(new URL('../../../../../node_modules/typescript/bin/tsc', import.meta.url));

/** The cookie kit as plain JavaScript, for child processes: `entry` is its index, `remove` ends it. */
export function compileCookies(): { readonly entry: string; remove(): void } {
  // Below node_modules, so that dependencies resolve and no tool looks at it.
  const folder = join(core, 'node_modules', `.cookies-test-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../../tsconfig.base.json',
      compilerOptions: { outDir: 'out', rootDir: '../../src', noCheck: true, types: [] },
      files: ['../../src/cookies.ts'],
    }),
  );
  execFileSync(process.execPath, [compiler, '-p', folder], { stdio: 'pipe' });
  return {
    entry: join(folder, 'out', 'cookies.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
