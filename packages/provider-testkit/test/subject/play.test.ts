import { connect } from 'node:net';
import { defineProvider, type ProviderPlugin } from '@plugboard/core/provider';
import { expect, test } from 'vitest';
import { createSubject, type Change, type Fixture, type Played } from '../../src/index.ts';
import { greeting, web } from '../web-provider.ts';

async function play(change?: Change, fixture: Fixture = greeting): Promise<Played> {
  const subject = await createSubject({ create: () => web(), fixtures: [fixture] });
  return subject.play(fixture, change);
}

const phases = ({ requests }: Played): readonly string[] => requests.map(({ phase }) => phase);
const textOf = ({ events }: Played): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');

test('a call is replayed over all phases, with its real URLs', async () => {
  const played = await play();
  expect(played.error).toBeUndefined();
  expect(textOf(played)).toBe('Grüß Gott');
  expect(played.events.at(-1)).toEqual({ type: 'finish', reason: 'stop', rawReason: 'done' });
  expect(played.requests.map(({ phase, url }) => `${phase} ${url}`)).toEqual([
    'auth https://chat.example/auth/token',
    'upload https://chat.example/upload',
    'chat https://chat.example/chat',
  ]);
  expect(played.openSockets).toBe(0);
  expect(played.output.join('\n')).toContain('debug asking');
});

test('a subject tells what the fixtures show', async () => {
  const { has, fixtures } = await createSubject({ create: () => web(), fixtures: [greeting] });
  expect(has).toEqual({ http: true, upload: true, listModels: false });
  expect(fixtures).toEqual([greeting]);
});

test.each<Change['rechunk']>(['bytes', 'crlf', 1, 2, 3])(
  'other chunk edges (%s) make the same answer',
  async (rechunk) => {
    const played = await play({ rechunk });
    expect(textOf(played)).toBe('Grüß Gott');
  },
);

test.each(['end', 'fin', 'reset'] as const)('a body that ends early (%s) is a truncated stream', async (cutBy) => {
  const played = await play({ cutAfterBytes: 30, cutBy });
  expect(textOf(played)).toBe('Grüß');
  expect(played.error?.code).toBe('stream_truncated');
});

test('a refusal is answered as often as asked, and the call repeated', async () => {
  const once = await play({ answer: { phase: 'chat', status: 503, times: 1 } });
  expect(phases(once)).toEqual(['auth', 'upload', 'chat', 'chat']);
  expect(textOf(once)).toBe('Grüß Gott');
  const always = await play({ answer: { phase: 'chat', status: 503, times: 99 } });
  expect(phases(always)).toEqual(['auth', 'upload', 'chat', 'chat', 'chat']);
  expect(always.error?.code).toBe('server_error');
});

test('a 401 asks for the token again', async () => {
  const played = await play({ answer: { phase: 'chat', status: 401, times: 1 } });
  expect(phases(played)).toEqual(['auth', 'upload', 'chat', 'auth', 'chat']);
  expect(played.error).toBeUndefined();
});

test('an abort ends the call and its connection', async () => {
  const before = await play({ abortAfterEvents: 0 });
  expect(before).toMatchObject({ error: { code: 'aborted' }, requests: [], openSockets: 0 });
  const within = await play({ abortAfterEvents: 1 });
  expect(within).toMatchObject({ error: { code: 'aborted' }, openSockets: 0 });
});

test.each(['upload', 'chat'] as const)('an abort during %s ends the call and its connection', async (phase) => {
  const played = await play({ abortDuring: phase });
  expect(played).toMatchObject({ error: { code: 'aborted' }, openSockets: 0 });
  expect(phases(played).at(-1)).toBe(phase);
});

test('an abort during auth ends the call and, as nobody else waits for it, the request for the token', async () => {
  const played = await play({ abortDuring: 'auth' });
  expect(played).toMatchObject({ error: { code: 'aborted' }, openSockets: 0 });
});

test('leaving the loop closes the connection', async () => {
  const played = await play({ stopAfterEvents: 1 });
  expect(played).toMatchObject({ events: [{ type: 'text-delta' }], openSockets: 0 });
  expect(played.error).toBeUndefined();
});

test('other parameters reach the wire without a fixture of their own', async () => {
  const played = await play({ parameters: { seed: 12_345 } });
  expect(Buffer.from(played.requests.at(-1)?.body ?? []).toString()).toContain('12345');
});

test('leaving before the first event closes the connection, too', async () => {
  const played = await play({ stopAfterEvents: 0 });
  expect(played).toMatchObject({ events: [], openSockets: 0 });
  expect(played.error).toBeUndefined();
  expect(phases(played)).toEqual(['auth', 'upload', 'chat']);
});

test('what core refuses is told as the error of the call, and nothing was sent', async () => {
  const refused = { error: { code: 'unsupported' }, requests: [], events: [] };
  expect(await play({ parameters: { temperature: 1 } })).toMatchObject(refused);
  expect(await play({ extra: { unheard_of: true } })).toMatchObject(refused);
});

test('recorded times are kept when asked for', async () => {
  const started = performance.now();
  await play({ pace: 'recorded' });
  expect(performance.now() - started).toBeGreaterThan(100);
});

test('a request that differs fails with the parts that do, and no secret', async () => {
  const [auth, upload, chat] = greeting.exchanges;
  if (auth === undefined || upload === undefined || chat === undefined) throw new Error('no exchange');
  const changed: Fixture = {
    ...greeting,
    exchanges: [
      auth,
      upload,
      {
        ...chat,
        request: {
          ...chat.request,
          headers: { authorization: 'Bearer {{other}}' },
          json: { model: 'web-one', turns: [{ role: 'user', text: ['What was it?'] }], seed: 7 },
        },
      },
    ],
  };
  const failure = await play({}, changed).catch((error: unknown) => String(error));
  expect(failure).toContain('The replay of fixture greeting failed');
  expect(failure).toContain('json turns[0].text[0]: expected "What was it?", received "What is it?"');
  expect(failure).toContain('header authorization: expected "Bearer {{other}}", received "Bearer {{accessToken}}"');
  expect(failure).not.toContain('eyJ');
});

test('an exchange that nobody asks for fails', async () => {
  const models = {
    phase: 'upload',
    request: { method: 'GET', url: 'https://chat.example/never' },
    response: { status: 200 },
  } as const;
  await expect(play({}, { ...greeting, exchanges: [...greeting.exchanges, models] })).rejects.toThrow(
    'No request used upload, GET https://chat.example/never.',
  );
});

const escaping = (escape: () => Promise<unknown>): ProviderPlugin<object> =>
  defineProvider<object>({
    id: 'escaping',
    models: [{ id: 'one' }],
    create: () => ({
      async *stream() {
        console.log('leaving', { now: true });
        await escape().catch(() => {});
        yield { type: 'finish', reason: 'stop' } as const;
      },
    }),
  });

const offline: Fixture = {
  format: 1,
  source: { kind: 'transcribed', at: '2026-11-20', from: 'a made-up service' },
  request: { model: 'one', messages: [{ role: 'user', content: 'Hi' }] },
  exchanges: [],
  expect: { text: '', finish: 'stop' },
};

test.each([
  ['fetch', 'chat.example:443', () => fetch('https://chat.example/')],
  [
    'a socket',
    '192.0.2.1:80',
    () => new Promise((_, reject) => connect({ host: '192.0.2.1', port: 80 }).on('error', reject)),
  ],
])('%s without the client is refused and fails the replay', async (_, target, escape) => {
  const subject = await createSubject({ create: () => escaping(escape)(), fixtures: [offline] });
  await expect(subject.play(offline)).rejects.toThrow(`Something connected to ${target} without the client.`);
});

test('a provider without HTTP is played too, and what it prints is kept', async () => {
  const subject = await createSubject({ create: () => escaping(() => Promise.resolve())(), fixtures: [offline] });
  expect(subject.has.http).toBe(false);
  expect(await subject.play(offline)).toMatchObject({
    events: [{ type: 'finish' }],
    requests: [],
    output: expect.arrayContaining(['leaving { now: true }']),
  });
});

test('what is not under test connects as ever while a replay runs', async () => {
  const subject = await createSubject({ create: () => web(), fixtures: [greeting] });
  const [one, other] = await Promise.all([subject.play(greeting), subject.play(greeting, { pace: 'recorded' })]);
  expect([textOf(one), textOf(other)]).toEqual(['Grüß Gott', 'Grüß Gott']);
});

test.each([
  [undefined, 'streamed'],
  [true, 'streamed'],
  [false, 'whole'],
])('a provider is asked as the fixture says (stream: %s)', async (stream, text) => {
  const plugin = defineProvider({
    id: 'local',
    models: [{ id: 'local-one' }],
    create: () => ({
      async *stream(request) {
        yield { type: 'text-delta', text: request.stream ? 'streamed' : 'whole' };
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  const { source } = greeting;
  const fixture: Fixture = {
    format: 1,
    source,
    request: {
      model: 'local-one',
      messages: [{ role: 'user', content: 'Hi' }],
      ...(stream !== undefined && { stream }),
    },
    exchanges: [],
    expect: { text, finish: 'stop' },
  };
  const subject = await createSubject({ create: () => plugin(), fixtures: [fixture] });
  expect(textOf(await subject.play(fixture))).toBe(text);
});
