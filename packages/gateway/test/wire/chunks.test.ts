import type { ChatCompletionChunk, ChatCompletionStream } from '@plugboard/core';
import { expect, test } from 'vitest';
import { ChunkWriter } from '../../src/wire/chunks.ts';

const head = { id: 'chatcmpl-1', created: 1_760_000_000, model: '{} "a": {}' };
const notes = { warnings: ['Took another.'], attempts: [] };
// Of a stream, the writer looks at nothing but its notes.
const stream = notes as Pick<ChatCompletionStream, 'warnings' | 'attempts'> as ChatCompletionStream;

type Choice = ChatCompletionChunk['choices'][number];

function chunk(delta: Choice['delta'], more: Partial<Choice> = {}, top: object = {}): ChatCompletionChunk {
  const choices = [{ index: 0, delta, finish_reason: null, ...more }];
  return { ...head, object: 'chat.completion.chunk', provider: 'own', ...top, choices };
}

const pieces: readonly ChatCompletionChunk[] = [
  chunk({ role: 'assistant', content: '' }, {}, { service: { id: 'x' } }),
  chunk({ content: 'Plain' }),
  chunk({ content: ' "quoted"\n\\ \u0001 {} \u{1f600} \ud800' }),
  chunk({ content: '' }),
  chunk({ reasoning_content: 'Thought {}' }),
  chunk({ content: 'a', reasoning_content: 'b' }),
  chunk({ content: 'likely' }, { logprobs: { content: [], refusal: null } }),
  chunk({ content: 'odd' }, {}, { system_fingerprint: 'fp' }),
  chunk({ refusal: 'No.' }),
  chunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }] }),
  chunk({ content: 'after all' }),
];

test.each([
  { additions: true, includeUsage: false },
  { additions: true, includeUsage: true },
  { additions: false, includeUsage: false },
  { additions: false, includeUsage: true },
])('a chunk is written as the JSON of all that it says ($additions, $includeUsage)', (options) => {
  for (const seen of [undefined, { id: 'chatcmpl-0', created: 1, model: 'alias' }]) {
    const writer = new ChunkWriter(options, seen);
    const written = pieces.map((piece) => writer.write(piece, stream));
    const own = options.additions ? {} : { provider: undefined, service: undefined };
    const usage = options.includeUsage ? { usage: null } : {};
    expect(written.map(dataOf)).toEqual(pieces.map((piece) => ({ ...piece, ...seen, ...own, ...usage })));
  }
});

function dataOf(written: string): unknown {
  expect(written).toMatch(/^data: .*\n\n$/);
  return JSON.parse(written.slice('data: '.length));
}
