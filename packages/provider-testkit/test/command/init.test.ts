import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../src/command/run-command.ts';

test.each([
  ['plugboard-provider-okapi', /\nNext:\n {2}cd plugboard-provider-okapi\n {2}npm install\n {2}npm test$/],
  ['.', /\nNext:\n {2}npm install\n {2}npm test$/],
])('init %s says how to go on', async (target, expected) => {
  const parent = await mkdtemp(join(tmpdir(), 'testkit-init-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const folder = join(parent, 'okapi');
  await mkdir(folder);
  const lines: string[] = [];
  await runCommand(['init', target], { folder, environment: {}, print: (text) => lines.push(text) });
  expect(lines.join('\n')).toMatch(expected);
});

test.each([
  ['plugboard-provider-okapi', [], 'plugboard-provider-okapi'],
  ['@acme/plugboard-provider-okapi', [], '@acme/plugboard-provider-okapi'],
  ['@acme/here', ['--name', 'okapi'], 'okapi'],
])('init %s %s writes the package %s', async (target, more, expected) => {
  const folder = await mkdtemp(join(tmpdir(), 'testkit-init-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const code = await runCommand(['init', target, ...more], { folder, environment: {}, print: () => {} });
  expect(code).toBe(0);
  const { name, plugboard } = JSON.parse(await readFile(join(folder, target, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly plugboard: { readonly id: string };
  };
  expect({ name, id: plugboard.id }).toEqual({ name: expected, id: 'okapi' });
  const readme = await readFile(join(folder, target, 'README.md'), 'utf8');
  expect(readme).toContain(
    `record . --model okapi-large --prompt 'Hi' --name hi --options '{"apiKey":{"$env":"OKAPI_API_KEY"}}'`,
  );
});
