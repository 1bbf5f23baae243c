import { cp, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { allEntryPoints } from '../../lib/api.mjs';
import { emptyFolder, mustRun, run } from './stranger.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const samples = join(root, 'packages/core/test/contract');
const entryPoints = allEntryPoints().map(({ name }) => name);
const imports = entryPoints.map((name, index) => `import * as entry${index} from '${name}';\n`).join('');
const program = `${imports}export const all: readonly object[] = [${entryPoints.map((_, index) => `entry${index}`).join(', ')}];\n`;
let folder = '';

beforeAll(async () => {
  folder = await emptyFolder();
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const packages = new Set(entryPoints.map((name) => name.split('/', 2).join('/')));
  await mustRun(`npm install ${[...packages].join(' ')} @types/node@20 openai@6`, folder, { online: true });
});

/** Bytes of all files in a folder. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Compiles a program against the declarations of the packages. */
async function compile(files: readonly string[], options: object): Promise<void> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: 'ES2022',
    types: ['node'],
    ...options,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await mustRun(`${join(root, 'node_modules/.bin/tsc')} -p .`, folder);
}

test('every entry point can be loaded', async () => {
  await writeFile(join(folder, 'load.js'), program.replace(': readonly object[]', ''));
  expect(await mustRun('node load.js', folder)).toBe('');
});

test.each(['NodeNext', 'Preserve'])(
  'every entry point has types where modules are resolved as by %s',
  async (module) => {
    await writeFile(join(folder, 'compile.ts'), program);
    // The declarations of the packages are what is checked here.
    await compile(['compile.ts'], { module, skipLibCheck: false });
  },
);

test('programs and providers of the type tests compile with the packed declarations', async () => {
  await cp(samples, join(folder, 'contract'), { recursive: true });
  const files = (await readdir(samples)).flatMap((name) =>
    /\.(ts)$/.test(name) && !name.endsWith('.test.ts') ? [`contract/${name}`] : [],
  );
  expect(files).not.toEqual([]);
  // The declarations of `openai` want those of a browser.
  await compile(files, { module: 'NodeNext', skipLibCheck: true, allowImportingTsExtensions: true });
});

test('a client and a provider are few packages, without the emulator, and its entry point says what to install', async () => {
  const app = await emptyFolder();
  await mustRun('npm install @plugboard/core @plugboard/provider-reka', app, { online: true });
  expect((await readdir(join(app, 'node_modules/@plugboard'))).toSorted()).toEqual(['core', 'provider-reka']);
  const installed = (await mustRun('npm ls --all --parseable', app)).trimEnd().split('\n').slice(1);
  expect(installed.length, installed.join('\n')).toBeLessThanOrEqual(11);
  expect((await sizeOf(join(app, 'node_modules'))) / 1e6).toBeLessThanOrEqual(8);
  const { code, output } = await run(`node -e "import('@plugboard/provider-reka/emulator')"`, app);
  expect([code, output]).toEqual([1, expect.stringContaining('`npm install --save-dev @plugboard/reka-emulator`')]);
});
