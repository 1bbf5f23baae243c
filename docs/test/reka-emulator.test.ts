import { expect, onTestFinished, test, vi } from 'vitest';

test('the program with the emulator shows what arrived there', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import('../snippets/reka-emulator.ts');
  expect(log.mock.calls).toEqual([[['GET /bff/auth/access_token', 'POST /api/chat']]]);
});
