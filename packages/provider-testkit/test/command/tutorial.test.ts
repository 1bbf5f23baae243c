import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../src/command/run-command.ts';
import { loadFixtures } from '../../src/index.ts';

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'testkit-tutorial-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function tutorial(folder: string, ...rest: readonly string[]) {
  const lines: string[] = [];
  const code = await runCommand(['tutorial', ...rest], { folder, environment: {}, print: (text) => lines.push(text) });
  return { code, output: lines.join('\n') };
}

test('tutorial writes the service and the fixtures into the folder, and may do so again', async () => {
  const folder = await emptyFolder();
  for (let times = 0; times < 2; times += 1) {
    const { code, output } = await tutorial(folder);
    expect(code).toBe(0);
    expect(output).toContain(`Wrote ${join('fixtures', 'moon.png')}\n`);
  }
  expect(await readFile(join(folder, 'service.js'), 'utf8')).toContain('createServer');
  const fixtures = await loadFixtures(pathToFileURL(`${folder}/fixtures/`));
  expect(fixtures.map(({ name }) => name)).toEqual(['busy', 'picture', 'unknown-key']);
});

test('tutorial writes nothing where another file of a name stands', async () => {
  const folder = await emptyFolder();
  await mkdir(join(folder, 'owl'));
  await writeFile(join(folder, 'owl/service.js'), 'mine');
  expect(await tutorial(folder, 'owl')).toEqual({
    code: 2,
    output: expect.stringMatching(/^There is another owl.service\.js already\. Nothing was written/),
  });
  expect(await readdir(join(folder, 'owl'))).toEqual(['service.js']);
});
