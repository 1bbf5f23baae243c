import type { ChatEvent, JsonObject } from '@plugboard/core/provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageReader } from '../src/answer/message-reader.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function reader(): MessageReader {
  return new MessageReader(silent, () => undefined);
}

function parsed(data: string): JsonObject {
  return JSON.parse(data) as JsonObject;
}

/** As an answer is read: what fits the template is not parsed. */
function readFast(message: MessageReader, data: string): readonly ChatEvent[] {
  const text = message.readText(data);
  if (text !== undefined) return [text];
  const events = message.read(parsed(data));
  message.learn(data, parsed(data));
  return events;
}

const start = (index: number, type = 'text'): object => ({
  type: 'content_block_start',
  index,
  content_block: { type, text: '' },
});
const delta = (index: number, text: string): object => ({
  type: 'content_block_delta',
  index,
  delta: { type: 'text_delta', text },
});
const stop = (index: number): object => ({ type: 'content_block_stop', index });

test('a delta of the open text is read without parsing', () => {
  const message = reader();
  for (const event of [start(0), delta(0, 'one')]) readFast(message, JSON.stringify(event));
  expect(message.readText(JSON.stringify(delta(0, ' two "✓"')))).toEqual({ type: 'text-delta', text: ' two "✓"' });
});

test.each<[string, object]>([
  ['of another block', delta(1, 'b')],
  ['of a block that has ended', stop(0)],
  ['without text', delta(0, '')],
  ['of another kind', { ...delta(0, 'b'), delta: { type: 'citations_delta', citation: {} } }],
])('a delta %s is parsed', (_name, event) => {
  const message = reader();
  for (const earlier of [start(0), delta(0, 'one')]) readFast(message, JSON.stringify(earlier));
  expect(message.readText(JSON.stringify(event))).toBeUndefined();
});

test('behind any other event nothing is read by the template before the next delta', () => {
  const message = reader();
  for (const event of [start(0), delta(0, 'one'), stop(0), start(0)]) readFast(message, JSON.stringify(event));
  expect(message.readText(JSON.stringify(delta(0, 'two')))).toBeUndefined();
});

test('an answer gives the same events with and without the template', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 });
  const index = fc.nat({ max: 2 });
  const citation = { type: 'char_location', cited_text: 'c', document_index: 0 };
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(index, text).map(([at, said]) => delta(at, said)) },
    index.map((at) => start(at)),
    index.map((at) => start(at, 'thinking')),
    index.map((at) => stop(at)),
    index.map((at) => ({ ...delta(at, ''), delta: { type: 'citations_delta', citation } })),
    fc.constant({ type: 'ping' }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const [fast, slow] = [reader(), reader()];
      for (const one of [...events, { type: 'message_stop' }]) {
        const data = JSON.stringify(one);
        expect(readFast(fast, data)).toEqual(slow.read(parsed(data)));
      }
    }),
  );
});
