import { expect, test } from 'vitest';
import type { MessagesSwitches } from '../src/index.ts';
import { hello, post, start } from './talk.ts';

/** The names of the events as they came, and whether the connection broke. */
async function stream(
  messages: MessagesSwitches,
  more: object = {},
): Promise<{ readonly text: string; readonly broken: boolean }> {
  const { emulator } = await start({ messages });
  const response = await post(emulator, { ...hello(), stream: true, ...more });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    return { text, broken: true };
  }
  return { text, broken: false };
}

const named = (text: string): readonly string[] =>
  [...text.matchAll(/^event: (.+?)\r?$/gm)].map(([, name = '']) => name);

test('each event is named as its data is typed, with a ping after the first block has begun', async () => {
  const { text } = await stream({ answer: 'Hi you' });
  const types = [...text.matchAll(/^data: (.+)$/gm)].map(
    ([, data = '']) => (JSON.parse(data) as { type: string }).type,
  );
  expect(types).toEqual(named(text));
  expect(types).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
});

test('a call without arguments has no delta; one with arguments begins with an empty one', async () => {
  const { text } = await stream({
    answer: '',
    calls: [
      { name: 'now', input: {} },
      { name: 'get', input: { a: 1 } },
    ],
  });
  expect([...text.matchAll(/"partial_json":"(.*?)"\}/g)].map(([, piece]) => piece)).toEqual([
    '',
    String.raw`{\"a\":1}`,
  ]);
});

test.each([
  [{ endAfterEvents: 2 }, false, ['message_start', 'content_block_start']],
  [
    { cutBefore: 'message_delta', pings: false, answer: 'Hi' },
    true,
    ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta'],
  ],
  [{ cutBefore: 'text_delta', pings: false }, true, ['message_start', 'content_block_start', 'content_block_delta']],
  [{ errorAfterEvents: 2, pings: false }, false, ['message_start', 'content_block_start', 'error']],
  [{ heartbeats: true, endAfterEvents: 1 }, false, ['ping', 'message_start']],
  [{ unknownEvents: true, endAfterEvents: 1 }, false, ['emulated_news', 'message_start']],
  [
    { unknownEvents: true, endAfterEvents: 1, lineEnding: 'crlf', bytesPerWrite: 1 },
    false,
    ['emulated_news', 'message_start'],
  ],
] as const)('the switches %j: broken is %s, and the events are %j', async (switches, broken, names) => {
  const result = await stream(switches);
  expect(result.broken).toBe(broken);
  expect(named(result.text)).toEqual(names);
});

test('a call that max_tokens cuts through ends in the middle of its arguments', async () => {
  const calls = [{ name: 'write', input: { text: 'one two three four' } }];
  const { text } = await stream({ answer: '', calls }, { max_tokens: 2 });
  expect(text).toContain('"stop_reason":"max_tokens"');
  expect([...text.matchAll(/"partial_json":"(.*?)"\}/g)].map(([, piece]) => piece).join('')).toBe(
    String.raw`{\"text\":\"one two`,
  );
});

test('one JSON object can come although a stream was asked for', async () => {
  const { emulator } = await start({ messages: { json: true } });
  const response = await post(emulator, { ...hello(), stream: true });
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toMatchObject({ type: 'message', stop_reason: 'end_turn' });
});
