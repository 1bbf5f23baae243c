import { expect, onTestFinished, test, vi } from 'vitest';

test('the program with the Anthropic emulator shows a thought, a text and what arrived there', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import('../snippets/anthropic-emulator.ts');
  expect(log.mock.calls).toEqual([[['thinking', 'text']], [['POST /v1/messages 200']]]);
});
