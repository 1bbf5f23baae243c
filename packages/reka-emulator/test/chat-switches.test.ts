import { expect, test } from 'vitest';
import { startRekaEmulator, type ChatSwitches } from '../src/index.ts';
import { dataOf, eventsOf, oneTurn, webChat } from './talk.ts';

const human = { type: 'human', text: 'hi' } as const;

/** The stream as it arrived, and whether it ended by a broken connection. */
async function stream(
  switches: ChatSwitches,
  body: object = oneTurn('hello'),
): Promise<{ text: string; broken: boolean }> {
  await using emulator = await startRekaEmulator({ chat: switches });
  const response = await webChat(emulator, body);
  expect(response.status).toBe(200);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    return { text, broken: true };
  }
  return { text: text + decoder.decode(), broken: false };
}

const texts = (raw: string): readonly unknown[] => dataOf(raw).map(({ text }) => text);

test('a leaking separator comes before a last event that is clean and shorter', async () => {
  const { text } = await stream({ answer: ' Hi you', separatorLeak: true });
  expect(texts(text)).toEqual([
    ' Hi',
    ' Hi you',
    ' Hi you\n <',
    ' Hi you\n <s',
    ' Hi you\n <se',
    ' Hi you\n <sep',
    ' Hi you',
  ]);
});

test('texts can be given one by one, for rewrites and texts that shrink', async () => {
  const { text } = await stream({ answer: 'A dog', snapshots: ['A cat', 'A', 'A do'] });
  expect(texts(text)).toEqual(['A cat', 'A', 'A do', 'A dog']);
});

test('events can come twice', async () => {
  expect(texts((await stream({ answer: 'a b', repeatEvents: true })).text)).toEqual(['a', 'a', 'a b', 'a b']);
});

test('the last event can lack its finish reason and its counts', async () => {
  const last = dataOf((await stream({ finishReason: null, metadata: false })).text).at(-1);
  expect(Object.keys(last ?? {})).toEqual(['type', 'text']);
});

test.each([
  ['end cleanly', { endAfterEvents: 2 }, false],
  ['break in the middle of an event', { resetAfterEvents: 2 }, true],
] as const)('a stream can %s', async (_name, switches, broken) => {
  const result = await stream({ answer: 'one two three four', ...switches });
  expect(result.broken).toBe(broken);
  const whole = result.text.slice(0, result.text.lastIndexOf('\n\n') + 2);
  expect(texts(whole)).toEqual(['one', 'one two']);
  expect(result.text.length > whole.length).toBe(broken);
});

test('an error can come inside the stream', async () => {
  const { text } = await stream({ answer: 'one two three', errorAfterEvents: 1 });
  expect(dataOf(text)).toHaveLength(2);
  expect(dataOf(text)[1]).toMatchObject({ error: { type: 'server_error' } });
});

test('comments, unknown events and an end mark can stand between', async () => {
  const { text } = await stream({ answer: 'one', heartbeats: true, unknownEvents: true, done: true });
  expect(text).toContain(': ping\n\n');
  expect(eventsOf(text).map(({ event }) => event)).toEqual(['progress', undefined, 'message', 'message']);
  expect(eventsOf(text).at(-1)?.data).toBe('[DONE]');
});

test('line ends and the size of writes do not change the events', async () => {
  const answer = ' Grüße 😀 <span>';
  const plain = await stream({ answer });
  const crlf = await stream({ answer, lineEnding: 'crlf' });
  const split = await stream({ answer, bytesPerWrite: 1 });
  expect(crlf.text).toContain('\r\n\r\n');
  expect(texts(crlf.text)).toEqual(texts(plain.text));
  expect(split.text).toBe(plain.text);
});

test('one JSON object can come although a stream was asked for', async () => {
  expect(JSON.parse((await stream({ json: true, answer: 'x' })).text)).toMatchObject({
    text: 'x',
    finish_reason: 'stop',
  });
});

test('a search shows a labelled source', async () => {
  const { text } = await stream({}, { ...oneTurn('hi'), use_search_engine: true });
  expect(dataOf(text).at(-1)?.['retrieved_chunks']).toEqual([
    {
      sourceDocument: 'https://reka-emulator.invalid/canned-source',
      text: expect.stringContaining('canned'),
      score: 0.9,
    },
  ]);
});

test.each([
  ['keepOpen', { keepOpen: true }, 2],
  ['stallAfterEvents', { stallAfterEvents: 1 }, 1],
] as const)('with %s the connection stays until the client leaves', async (_name, switches, events) => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'one two', ...switches } });
  const controller = new AbortController();
  const response = await fetch(`${emulator.url}/api/chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(oneTurn('hi')),
    signal: controller.signal,
  });
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  let text = '';
  while (dataOf(text).length < events) text += new TextDecoder().decode((await reader.read()).value);
  controller.abort();
  await expect(reader.read()).rejects.toThrow();
});

test.each([
  ['an empty history', [], {}, 422],
  ['a role that is not known', [{ type: 'user', text: 'hi' }], {}, 422],
  ['a text that is no string', [{ type: 'human', text: ['hi'] }], {}, 422],
  ['neighbours of one type, when it is strict', [human, human], { strictAlternation: true }, 400],
  ['a first turn of the model, when it is strict', [{ type: 'model', text: 'hi' }], { strictAlternation: true }, 400],
  ['neighbours of one type, when it is not', [human, human], {}, 200],
] as const)('%s is answered as it should be', async (_name, history, chat, status) => {
  await using emulator = await startRekaEmulator({ chat });
  expect((await webChat(emulator, { conversation_history: history })).status).toBe(status);
});

test('extra headers and fields are no reason to refuse', async () => {
  await using emulator = await startRekaEmulator();
  const body = { ...oneTurn('hi'), use_code_interpreter: 'False', something: { new: true } };
  expect((await webChat(emulator, body)).status).toBe(200);
});
