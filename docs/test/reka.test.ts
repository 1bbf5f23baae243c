import { expect, test } from 'vitest';
import { emulated } from '../snippets/reka.ts';

test('the emulator answers a client in three lines', async () => {
  expect((await emulated()).map(({ path }) => path)).toEqual(['/bff/auth/access_token', '/api/chat']);
});
