import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeltaTemplate } from '../../src/chat-completions/value-of-event.ts';
import { wireChunkFrom } from '../../src/chat-completions/wire-chunk.ts';

function chunk(delta: object, more: object = {}): string {
  return JSON.stringify({ id: 'c1', choices: [{ index: 0, delta, finish_reason: null }], ...more });
}

function learn(template: DeltaTemplate, data: string): boolean {
  const parsed = wireChunkFrom(JSON.parse(data));
  return parsed !== undefined && template.learn(data, parsed);
}

function learned(text: string, more: object = {}): DeltaTemplate {
  const template = new DeltaTemplate();
  learn(template, chunk({ content: text }, more));
  return template;
}

test('a chunk that differs in its text only is read without parsing', () => {
  expect(learned('one').textIn(chunk({ content: ' two ✓ 😀' }))).toBe(' two ✓ 😀');
});

test.each(['a "b"', 'a\\b', 'a\nb', 'a","role":"b', 'half a pair \ud83d', 'a text that is longer than a word'])(
  'what JSON writes with escapes is read too: %j',
  (content) => {
    expect(learned('one').textIn(chunk({ content }))).toBe(content);
  },
);

test('a text that is kept does not keep its chunk', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const template = learned('one', { padding: 'x'.repeat(10_000) });
  const texts: (string | undefined)[] = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 500; index += 1) {
    texts.push(template.textIn(chunk({ content: `a text of some length, ${index}` }, { padding: 'x'.repeat(10_000) })));
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
  expect(texts.at(-1)).toBe('a text of some length, 499');
});

test.each<[string, string]>([
  ['no text', chunk({ content: '' })],
  ['null', chunk({ content: null })],
  ['another field', chunk({ content: 'a', reasoning_content: 'b' })],
  ['a field before it', chunk({ role: 'assistant', content: 'a' })],
  ['a finish reason', chunk({ content: 'a' }).replace('null', '"stop"')],
  ['a count', chunk({ content: 'a' }, { usage: { prompt_tokens: 1, completion_tokens: 1 } })],
  ['another id', chunk({ content: 'a' }).replace('c1', 'c2')],
  ['a second key smuggled in', chunk({ content: 'X' }).replace('X', 'a","role":"b')],
  ['half a chunk', chunk({ content: 'a' }).slice(0, -4)],
  ['a raw control character', chunk({ content: 'X' }).replace('X', '\t')],
])('a chunk with %s does not fit', (_name, data) => {
  expect(learned('one').textIn(data)).toBeUndefined();
});

test.each<[string, object]>([
  ['a finish reason', { choices: [{ delta: { content: 'one' }, finish_reason: 'stop' }] }],
  ['reasoning', { choices: [{ delta: { content: 'one', reasoning_content: 'hm' } }] }],
  ['an error', { choices: [{ delta: { content: 'one' } }], error: { message: 'no' } }],
  ['a count', { choices: [{ delta: { content: 'one' } }], usage: { prompt_tokens: 1, completion_tokens: 2 } }],
  ['the text in a second place', { choices: [{ delta: { content: 'one' } }], echo: 'one' }],
])('a chunk with %s is no template', (_name, body) => {
  const template = new DeltaTemplate();
  expect(learn(template, JSON.stringify(body))).toBe(false);
  expect(template.textIn(JSON.stringify(body))).toBeUndefined();
});

test('whatever fits gives the text that parsing gives', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const more = fc.oneof(fc.constant({}), fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }));
  fc.assert(
    fc.property(text, text, more, fc.nat(), fc.string({ maxLength: 3 }), (first, second, extra, cut, put) => {
      const template = learned(first, extra);
      const whole = chunk({ content: second }, extra);
      const at = cut % whole.length;
      for (const data of [whole, whole.slice(0, at) + put + whole.slice(at)]) {
        const fast = template.textIn(data);
        if (fast === undefined) continue;
        const parsed = JSON.parse(data) as { choices: readonly { delta: { content: unknown } }[] };
        expect(parsed.choices[0]?.delta.content).toBe(fast);
      }
    }),
    { numRuns: 2000 },
  );
});
