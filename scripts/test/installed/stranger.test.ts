import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { emptyFolder, mustRun, run, useRegistry } from './stranger.ts';

const shown = '../../../docs/snippets/output/dropped-image.txt';
let folder = '';
let right = '';
let turn: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  folder = await emptyFolder();
  await mustRun('npm install @plugboard/core @plugboard/provider-testkit', folder, { online: true });
  await cp(fileURLToPath(new URL('./twenty-lines/', import.meta.url)), folder, { recursive: true });
  right = await readFile(join(folder, 'acme.test.mjs'), 'utf8');
});

interface Tested {
  readonly code: number;
  readonly output: string;
  /** The cases that failed. */
  readonly failed: readonly string[];
}

/** Runs a test file without a network; one at a time, for its cases look at clocks. */
function tested(name: string, source: string): Promise<Tested> {
  const result = turn.then(async () => {
    await writeFile(join(folder, name), source);
    const { code, output } = await run(`node --test --test-reporter=tap ${name}`, folder);
    return { code, output, failed: Array.from(output.matchAll(/^not ok \d+ - ([\w/-]+):/gm), ([, id = '']) => id) };
  });
  turn = result.catch(() => undefined);
  return result;
}

test('nothing but this computer can be reached where the network is blocked', async () => {
  for (const tries of [
    `await fetch('http://192.0.2.1/')`,
    `require('node:net').connect(80, '192.0.2.1')`,
    `require('node:http').get('http://service.example/')`,
  ]) {
    const { code, output } = await run(`node -e "(async () => { ${tries} })()"`, folder);
    expect([code, output]).toEqual([1, expect.stringContaining('There is no network')]);
  }
});

test.concurrent('a package that init wrote is installed and passes untouched, without a network', async () => {
  const parent = await emptyFolder();
  const written = join(parent, 'plugboard-provider-okapi');
  const said = await mustRun(`npx -p @plugboard/provider-testkit plugboard-testkit init ${written}`, folder);
  expect(said).toMatch(/\n {2}npm install\n {2}npm test\n$/);
  await useRegistry(written);
  await mustRun('npm install', written, { online: true });
  const output = await mustRun('npm test', written);
  expect(output).toMatch(/^(?:#|ℹ) fail 0$/m);
  expect(Number(/^(?:#|ℹ) pass (\d+)/m.exec(output)?.[1])).toBeGreaterThan(80);
  const checked = await mustRun('npx -p @plugboard/provider-testkit plugboard-testkit check .', written);
  expect(checked).toMatch(/\d+ passed, \d+ not applicable\. It passes\.\n$/);
});

test.concurrent('twenty lines prove that a provider is right', async () => {
  expect(right.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(20);
  const { code, output, failed } = await tested('acme.test.mjs', right);
  expect(failed).toEqual([]);
  expect(code).toBe(0);
  expect(Number(/^# pass (\d+)/m.exec(output)?.[1])).toBeGreaterThan(80);
});

test.concurrent.for([
  {
    mistake: 'drops the image',
    instead: [': part.source', `: ''`],
    failed: 'media/bytes-arrive',
    says: ['did not arrive unchanged', 'Fix: Send the `Media` itself, in `form` or `json`'],
  },
  {
    mistake: 'takes the end of the stream for the end of the answer',
    instead: [/if \(end\).*\n(.*\n\s+\})/, `if (end) break;\n$1\n      yield { type: 'finish', reason: 'stop' };`],
    failed: 'endings/cut-off',
    says: ['it finished with "stop"', 'Fix: Yield `finish` only when the service says that the answer is complete'],
  },
] as const)('a provider that $mistake fails, by the name of the case and with its fix', async (wrong, { expect }) => {
  const [part, replacement] = wrong.instead;
  const changed = right.replace(part, replacement);
  expect(changed).not.toBe(right);
  const { code, output, failed } = await tested(`${wrong.failed.replace('/', '-')}.test.mjs`, changed);
  expect(failed).toEqual([wrong.failed]);
  for (const text of [...wrong.says, `Case: ${wrong.failed}`]) expect(output).toContain(text);
  expect(code).not.toBe(0);
  if (wrong.failed === 'media/bytes-arrive') await expect(messageOf(output)).toMatchFileSnapshot(shown);
});

/** What a test says that failed. */
function messageOf(tap: string): string {
  const [, text = ''] = /^ {2}error: \|-\n((?: {4}.*\n)+)/m.exec(tap) ?? [];
  return text.replaceAll(/^ {4}/gm, '');
}
