import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inFolder } from '../emulated.ts';

const program = fileURLToPath(new URL('../../../../examples/describe-image/', import.meta.url));
const recorder = new URL('../../../core/test/compiled/record-loads.mjs', import.meta.url).href;

/** Every file that a module loads, as part of a program that depends on this package. */
function filesLoadedBy(source: string): Promise<readonly string[]> {
  return inFolder(async (folder) => {
    const LOADS = join(folder, 'loads');
    const args = ['--import', recorder, '--input-type=module', '--eval', source];
    await promisify(execFile)(process.execPath, args, { cwd: program, env: { ...process.env, LOADS } });
    return (await readFile(LOADS, 'utf8')).split('\n').filter((url) => url.startsWith('file:'));
  });
}

test('the provider loads neither its emulator nor what only a call needs', async () => {
  const loaded = await filesLoadedBy(
    "import { reka } from '@plugboard/provider-reka'; reka({ cookies: 'cookies.json' });",
  );
  expect(loaded.filter((url) => url.includes('/provider-reka/dist/'))).not.toEqual([]);
  expect(loaded.filter((url) => /\/emulator\/|busboy|undici|tough-cookie|tsyringe|eventsource/.test(url))).toEqual([]);
});

test('the emulator loads no client', async () => {
  const loaded = await filesLoadedBy("import '@plugboard/provider-reka/emulator';");
  expect(loaded.filter((url) => url.includes('/emulator/'))).not.toEqual([]);
  expect(loaded.filter((url) => /\/core\/dist\/|undici|zod/.test(url))).toEqual([]);
});
