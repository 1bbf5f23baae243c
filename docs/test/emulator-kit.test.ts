import { expect, onTestFinished, test, vi } from 'vitest';

test('the smallest emulator answers what it was sent and counts', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import('../snippets/emulator-kit.ts');
  expect(log.mock.calls).toEqual([[{ echo: { text: 'Hello' } }, { chat: 1, other: 0 }]]);
});
