import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, PlugboardError } from '@plugboard/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startParrotSite, type ParrotSite } from '../src/parrot-site.ts';
import { parrot } from '../src/parrot.ts';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'parrot-test-'))));
afterEach(() => rm(folder, { recursive: true }));

async function ask(site: ParrotSite, text: string): Promise<string | null | undefined> {
  const path = join(folder, 'cookies.json');
  if (text !== '') await writeFile(path, text, { mode: 0o600 });
  await using client = new Client({
    provider: parrot({ cookies: path, baseUrl: site.url }),
    config: false,
    discover: false,
  });
  const completion = await client.chat.completions.create({
    model: 'parrot-1',
    messages: [{ role: 'user', content: 'Hi' }],
  });
  return completion.choices[0]?.message.content;
}

const exported = (value: string, domain = '127.0.0.1'): string =>
  JSON.stringify([{ name: 'nest', value, domain, path: '/' }]);

test('saved cookies sign in, and the ones that the site sets are in the file for the next program', async () => {
  await using site = await startParrotSite();
  expect(await ask(site, exported(site.nest))).toBe('Polly wants a cracker.');
  expect(await readFile(join(folder, 'cookies.json'), 'utf8')).toContain(site.nest);
  expect(await ask(site, '')).toBe('Polly wants a cracker.');
});

test.each([
  ['of a session that is over', exported('fake-old-nest'), 'auth_rejected'],
  ['of another host', exported('fake-nest', 'macaw.example'), 'auth_missing'],
  ['that are no file of cookies', '{', 'config_invalid'],
])('cookies %s are told apart', async (_name, text, code) => {
  await using site = await startParrotSite();
  const failure: unknown = await ask(site, text).catch((error: unknown) => error);
  expect(PlugboardError.isInstance(failure) && failure.code).toBe(code);
});

test('the program signs in, and finds the newest cookie in its file', () => {
  const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  expect(execFileSync(process.execPath, [program], { encoding: 'utf8' })).toBe(
    'Polly wants a cracker.\nPolly wants a cracker.\nThe newest cookie is in the file.\n',
  );
});
