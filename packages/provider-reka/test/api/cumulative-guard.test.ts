import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatEvent } from '@plugboard/core/provider';
import { guardCumulative } from '../../src/api/cumulative-guard.ts';
import { collect } from '../fake-call.ts';

const finish: ChatEvent = { type: 'finish', reason: 'stop' };

async function* stream(texts: readonly string[]): AsyncGenerator<ChatEvent> {
  for (const text of texts) yield { type: 'text-delta', text };
  yield finish;
}

async function guarded(
  texts: readonly string[],
): Promise<{ events: readonly ChatEvent[]; text: string; warnings: readonly string[] }> {
  const warnings: string[] = [];
  const events = await collect(guardCumulative(stream(texts), (message) => void warnings.push(message)));
  const text = events.reduce(
    (all, event) => (event.type === 'text-delta' ? all + event.text : event.type === 'text-revised' ? event.text : all),
    '',
  );
  return { events, text, warnings };
}

test('incremental text passes untouched', async () => {
  const texts = [' Hello', '!', ' How', ' can', ' I help you today?'];
  expect(await collect(guardCumulative(stream(texts), () => undefined))).toEqual(await collect(stream(texts)));
});

test('repeated words are no cumulative text', async () => {
  const { text, warnings } = await guarded(['ha', 'ha', 'haha', 'hahaha', 'hahahahahahahahaha']);
  expect(text).toBe('ha'.repeat(16));
  expect(warnings).toEqual([]);
});

test('cumulative text is put right, and said so once', async () => {
  const words = [' Hello', ' Hello!', ' Hello! How', ' Hello! How can', ' Hello! How can I', ' Hello! How can I help?'];
  const { events, text, warnings } = await guarded(words);
  expect(text).toBe(' Hello! How can I help?');
  expect(events.filter(({ type }) => type === 'text-revised')).toHaveLength(1);
  expect(warnings).toHaveLength(1);
  expect(events.at(-1)).toBe(finish);
});

test('any answer that comes in cumulative pieces of a word ends as itself', async () => {
  const answers = fc.array(fc.constantFrom('one ', 'two ', 'three '), { minLength: 8, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(answers, async (words) => {
      const { text } = await guarded(words.map((_, index) => words.slice(0, index + 1).join('')));
      expect(text).toBe(words.join(''));
    }),
  );
});
