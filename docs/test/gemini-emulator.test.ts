import { expect, onTestFinished, test, vi } from 'vitest';

test('the program with the Gemini emulator shows the answer and what arrived there', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  await import('../snippets/gemini-emulator.ts');
  expect(log.mock.calls).toEqual([
    ['The Gemini emulator received one turn. You wrote: Hello'],
    [['POST /v1/models/gemini-3.8-flash:generateContent 200']],
  ]);
});
