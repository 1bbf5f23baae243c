import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, test } from 'vitest';
import { runProgram, startService } from './run-program.ts';

test('the program with saved cookies reads them, and refuses an old session without asking the real service', async () => {
  await using service = await startService();
  await using past = await startRekaEmulator({ now: () => Date.parse('2024-05-01T12:00:00Z') });
  const [value] = Object.values(past.cookies);
  const session = { domain: 'chat.reka.ai', name: 'appSession', value, path: '/', secure: true };
  await writeFile(join(service.folder, 'cookies.json'), JSON.stringify([session]));
  await writeFile(join(service.folder, 'cat.jpeg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0]));
  const { code, stderr } = await runProgram([], { program: 'dist/with-saved-cookies.js', cwd: service.folder });
  expect(code).toBe(1);
  expect(stderr).toContain("code: 'auth_expired'");
  expect(stderr).toContain('2024-05-04');
});
