import { expect, test, vi } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import { PlugboardError, type ChatEvent } from '../../src/provider.ts';
import { chunk, collect, fakeHttp, requestWith } from './fake-http.ts';

const call = { index: 0, id: 'c', function: { name: 'f', arguments: '{}' } };

interface Read {
  readonly text: string;
  readonly finish: Extract<ChatEvent, { type: 'finish' }> | undefined;
  readonly calls: number;
  readonly warnings: readonly string[];
}

/** What an answer comes to. `hold`: the service keeps the connection and says no more. */
async function read(events: readonly unknown[], hold = false): Promise<Read> {
  const warnings: string[] = [];
  const stream = streamChatCompletions(fakeHttp(events, { hold }), requestWith(), {
    warn: (message) => warnings.push(message),
  });
  const seen = await collect(stream);
  return {
    text: seen.map((event) => (event.type === 'text-delta' ? event.text : '')).join(''),
    finish: seen.find((event) => event.type === 'finish'),
    calls: seen.filter(({ type }) => type === 'tool-call-delta').length,
    warnings,
  };
}

const count = (output: number): object => ({ usage: { prompt_tokens: 10, completion_tokens: output } });
const counted = (outputTokens: number): object => ({ inputTokens: 10, outputTokens });

test.each<[string, readonly unknown[], Partial<Record<keyof Read, unknown>>]>([
  ['on the first content', [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' }), '[DONE]'], { text: 'Hello' }],
  [
    'on the first content, without [DONE]',
    [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' })],
    { text: 'Hello' },
  ],
  [
    'on every chunk',
    [chunk({ content: 'H' }, 'stop'), chunk({ content: 'el' }, 'stop'), chunk({ content: 'lo' }, 'stop'), '[DONE]'],
    { text: 'Hello' },
  ],
  [
    'before the first content',
    [chunk({ role: 'assistant', content: '' }, 'stop'), chunk({ content: 'Hello' }), '[DONE]'],
    { text: 'Hello' },
  ],
  [
    'on every chunk as the text "null"',
    [chunk({ content: 'Hel' }, 'null'), chunk({ content: 'lo' }, 'null'), chunk({}, 'stop'), '[DONE]'],
    { text: 'Hello' },
  ],
  [
    'on every chunk as an empty text',
    [chunk({ content: 'Hel' }, ''), chunk({ content: 'lo' }, ''), chunk({}, 'stop'), '[DONE]'],
    { text: 'Hello' },
  ],
  [
    'twice',
    [chunk({ content: 'Hello' }), chunk({}, 'stop'), chunk({}, 'stop'), '[DONE]'],
    { text: 'Hello', finish: expect.objectContaining({ reason: 'stop' }) },
  ],
  [
    'first on the content, then by itself',
    [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' }), chunk({}, 'length'), '[DONE]'],
    { text: 'Hello', finish: expect.objectContaining({ reason: 'length' }) },
  ],
  [
    'as length, and then as stop without anything between',
    [chunk({ content: 'Hello' }), chunk({}, 'length'), chunk({}, 'stop'), '[DONE]'],
    { text: 'Hello', finish: expect.objectContaining({ reason: 'length' }) },
  ],
  [
    'as length, then text, then as stop',
    [chunk({ content: 'Hel' }, 'length'), chunk({ content: 'lo' }), chunk({}, 'stop'), '[DONE]'],
    { text: 'Hello', finish: expect.objectContaining({ reason: 'stop' }) },
  ],
  [
    'before a tool is called',
    [chunk({ content: 'Hello' }, 'stop'), chunk({ tool_calls: [call] }), chunk({}, 'tool_calls'), '[DONE]'],
    { text: 'Hello', calls: 1, finish: expect.objectContaining({ reason: 'tool-calls' }) },
  ],
  [
    'before the count',
    [chunk({ content: 'Hello' }), chunk({}, 'stop'), { choices: [], ...count(7) }, '[DONE]'],
    { finish: expect.objectContaining({ usage: counted(7) }) },
  ],
  [
    'with a count, before another one',
    [chunk({ content: 'Hello' }), chunk({}, 'stop', count(0)), chunk({}, null, count(7)), '[DONE]'],
    { finish: expect.objectContaining({ usage: counted(7) }) },
  ],
  [
    'with a count, before another one in a chunk of its own',
    [chunk({ content: 'Hello' }, 'stop', count(0)), { choices: [], ...count(7) }, '[DONE]'],
    { finish: expect.objectContaining({ usage: counted(7) }) },
  ],
  [
    'before two counts',
    [
      chunk({ content: 'Hello' }),
      chunk({}, 'stop'),
      { choices: [], ...count(0) },
      { choices: [], ...count(7) },
      '[DONE]',
    ],
    { finish: expect.objectContaining({ usage: counted(7) }) },
  ],
  [
    'before a count and more text',
    [
      chunk({ content: 'Hel' }),
      chunk({}, 'stop'),
      { choices: [], ...count(7) },
      chunk({ content: 'lo' }),
      chunk({}, 'length'),
      '[DONE]',
    ],
    { text: 'Hello', finish: expect.objectContaining({ reason: 'length' }) },
  ],
  [
    'before an error',
    [chunk({ content: 'Hello' }), chunk({}, 'stop'), { error: { message: 'no count' } }],
    { text: 'Hello', warnings: [expect.stringMatching(/after the end of its answer.*no count/)] },
  ],
  [
    'in camel case only',
    [{ choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null, finishReason: 'STOP' }] }],
    { text: 'Hello' },
  ],
  [
    'without a delta',
    [{ choices: [{ index: 0, finish_reason: 'content_filter: PROHIBITED_CONTENT' }] }, '[DONE]'],
    { finish: expect.objectContaining({ reason: 'content-filter', rawReason: 'content_filter: PROHIBITED_CONTENT' }) },
  ],
])('a finish reason %s: the answer is whole', async (_name, events, expected) => {
  const answer = await read(events);
  expect(answer.finish).toBeDefined();
  expect(answer).toMatchObject(expected);
});

test.each<[string, readonly unknown[]]>([
  ['network_error, with half of the text', [chunk({ content: 'Hel' }), chunk({}, 'network_error')]],
  ['network_error, without any text', [chunk({}, 'network_error')]],
  ['insufficient_system_resource', [chunk({ content: 'Hel' }, 'insufficient_system_resource')]],
  ['error behind stop', [chunk({ content: 'Hello' }), chunk({}, 'stop'), chunk({}, 'error')]],
  ['abort', [chunk({ content: 'Hel' }), chunk({}, 'abort'), '[DONE]']],
])('a word for a broken answer fails it: %s', async (_name, events) => {
  await expect(read(events)).rejects.toMatchObject({
    code: 'server_error',
    message: expect.stringMatching(/finish reason \\"(network_error|insufficient_system_resource|error|abort)\\"/),
  });
});

test.each<[string, readonly unknown[]]>([
  ['was not the end', [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' })]],
  ['stood beside the first content', [chunk({ content: 'Hel' }, 'stop')]],
])('an error behind a finish reason that %s fails the answer', async (_name, events) => {
  await expect(read([...events, { error: { message: 'broken' } }])).rejects.toMatchObject({ code: 'server_error' });
});

test.each<[string, object]>([
  ['in its chunk', { ...chunk({ content: 'lo' }), error: { message: 'broken' } }],
  ['in its choice', { choices: [{ index: 0, delta: { content: 'lo' }, error: { message: 'broken' } }] }],
])('the text beside an error %s had arrived', async (_name, last) => {
  const seen: ChatEvent[] = [];
  const stream = streamChatCompletions(fakeHttp([chunk({ content: 'Hel' }), last]), requestWith());
  const reading = (async () => {
    for await (const event of stream) seen.push(event);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'server_error' });
  expect(seen.map((event) => (event.type === 'text-delta' ? event.text : ''))).toEqual(['Hel', 'lo']);
});

async function untilReset(events: readonly unknown[], reasoningTags?: string): Promise<readonly ChatEvent[]> {
  const seen: ChatEvent[] = [];
  const http = fakeHttp(events);
  const reset = async function* (request: Parameters<typeof http.events>[0]) {
    yield* http.events(request);
    throw new PlugboardError('stream_truncated', 'reset', { phase: 'chat' });
  };
  const stream = streamChatCompletions({ ...http, events: reset }, requestWith(), { reasoningTags });
  try {
    for await (const event of stream) seen.push(event);
  } catch (error) {
    expect(error).toMatchObject({ code: 'stream_truncated' });
    return [...seen, { type: 'refusal-delta', text: 'failed' }];
  }
  return seen;
}

test('a connection that breaks takes nothing from an answer that is surely complete, and fails any other', async () => {
  const finish = { type: 'finish', reason: 'stop', rawReason: 'stop', usage: undefined };
  const [hel, lo] = [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' }, 'stop')];
  expect((await untilReset([chunk({ content: 'Hel' }), lo])).at(-1)).toEqual(finish);
  // The service may be one that sends it with each chunk.
  expect((await untilReset([hel])).at(-1)).toMatchObject({ text: 'failed' });
  expect((await untilReset([hel, lo])).at(-1)).toMatchObject({ text: 'failed' });
  expect((await untilReset([chunk({ content: '' }, 'stop'), chunk({ content: 'Hel' })])).at(-1)).toMatchObject({
    text: 'failed',
  });
});

test('what was held back as it might be reasoning is told before a failure, and at an end without a finish reason', async () => {
  const held: ChatEvent = { type: 'text-delta', text: 'Hm. So' };
  const events = [chunk({ content: 'Hm.' }), chunk({ content: ' So' })];
  expect((await untilReset(events, 'think')).slice(0, -1)).toEqual([held]);
  const cut = streamChatCompletions(fakeHttp(events), requestWith(), { reasoningTags: 'think' });
  expect(await collect(cut)).toEqual([held]);
});

test.each<[string, object, string | undefined]>([
  ['text', { choices: [{ message: { content: 'Hello' } }] }, 'stop'],
  ['text and null', { choices: [{ message: { content: 'Hello' }, finish_reason: null }] }, 'stop'],
  ['text of the older completions', { choices: [{ text: 'Hello', index: 0 }] }, 'stop'],
  ['a call', { choices: [{ message: { content: 'Hello', tool_calls: [call] } }] }, 'tool-calls'],
  ['nothing', { choices: [{ message: { content: '' } }] }, undefined],
])('a whole JSON answer without a finish reason that has %s', async (_name, answer, reason) => {
  const http = fakeHttp([]);
  const whole = async function* () {
    yield { event: 'message', data: JSON.stringify(answer), whole: true as const };
  };
  const seen = await collect(streamChatCompletions({ ...http, events: whole }, requestWith()));
  expect(seen.at(-1)).toEqual(
    reason === undefined ? undefined : { type: 'finish', reason, rawReason: undefined, usage: undefined },
  );
});

/** Runs the timers of a read under way until it is done, and tells for how long in milliseconds. */
async function held(events: readonly unknown[]): Promise<{ answer: Read; waited: number }> {
  vi.useFakeTimers();
  try {
    const begun = Date.now();
    let answer: Read | undefined;
    const reading = read(events, true).then((done) => (answer = done));
    while (answer === undefined && Date.now() - begun < 60_000) await vi.advanceTimersByTimeAsync(100);
    return { answer: await reading, waited: Date.now() - begun };
  } finally {
    vi.useRealTimers();
  }
}

test.each<[string, readonly unknown[], number]>([
  ['behind the finish reason', [chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({}, 'stop')], 1_000],
  ['behind the count with it', [chunk({ content: 'Hello' }), chunk({}, 'stop', count(7))], 1_000],
  ['behind the count after it', [chunk({ content: 'Hello' }), chunk({}, 'stop'), { choices: [], ...count(7) }], 200],
  [
    'behind one count after another',
    [chunk({ content: 'Hello' }), chunk({}, 'stop'), { choices: [], ...count(6) }, { choices: [], ...count(7) }],
    200,
  ],
  ['behind a finish reason beside the only content', [chunk({ content: 'Hello' }, 'stop')], 2_000],
  ['behind more content', [chunk({ content: 'Hel' }, 'stop'), chunk({ content: 'lo' })], 3_000],
])('a service that holds its connection %s is not waited for without end', async (_name, events, milliseconds) => {
  const { answer, waited } = await held(events);
  expect(answer.text).toBe('Hello');
  expect(answer.finish).toMatchObject({ reason: 'stop' });
  expect(waited).toBeGreaterThanOrEqual(milliseconds);
  expect(waited).toBeLessThan(milliseconds + 500);
  expect(answer.warnings.length).toBe(milliseconds === 3_000 ? 1 : 0);
});

test.each<[string, string, string, readonly string[]]>([
  ['cut off, in an answer that called tools', '{"a":', 'tool_calls', ['tool call 1 are not valid JSON']],
  ['cut off, in an answer that came to its end', '{"a":"b', 'stop', ['tool call 1 are not valid JSON']],
  ['cut off, as its reason says', '{"a":', 'length', []],
  ['whole', ' {"a":1}\n', 'tool_calls', []],
  ['none', '', 'tool_calls', []],
])('arguments of a tool that are %s', async (_name, args, reason, expected) => {
  const piece = { index: 0, id: 'c', function: { name: 'f', arguments: args } };
  const { warnings } = await read([chunk({ tool_calls: [piece] }), chunk({}, reason), '[DONE]']);
  expect(warnings).toEqual(expected.map((words) => expect.stringContaining(words)));
});

test('pictures in a form that is not known are told of, and fail an answer without anything else where nobody can be told', async () => {
  const events = [chunk({ content: '', images: [{ type: 'image_hologram' }] }), chunk({}, 'stop')];
  const { text, warnings, finish } = await read(events);
  expect([text, warnings, finish?.reason]).toEqual(['', [expect.stringContaining('pictures')], 'stop']);
  await expect(collect(streamChatCompletions(fakeHttp(events), requestWith()))).rejects.toMatchObject({
    code: 'protocol_error',
    message: expect.stringContaining('pictures'),
  });
});
