import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CreateParams, file, type MessageParam } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator, type RekaScenario } from '@plugboard/reka-emulator';
import { cat, clientFor, deltasOf, failureOf, inFolder, question, textOf } from './emulated.ts';

/** The JSON body of the last chat. */
function sentChat(emulator: RekaEmulator): unknown {
  return emulator.requests.findLast(({ phase }) => phase === 'chat')?.json;
}

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100_000, 'fake picture ')]);
const user = (content: string): MessageParam => ({ role: 'user', content });
const assistant = (content: string): MessageParam => ({ role: 'assistant', content });

// Text that grows, shrinks and leaks.

test.each<[string, readonly string[], string, readonly string[]]>([
  ['a repeated piece comes out each time', ['ha', 'haha'], 'hahaha', ['ha', 'ha', 'ha']],
  ['a piece that holds the one before comes out once', ['a', 'aba'], 'aba.', ['a', 'ba', '.']],
  ['a last text that is shorter by a leak repeats nothing', ['Yes', 'Yes\n <sep'], 'Yes', ['Yes']],
  ['a leak in an answer of two events never shows', ['Hi\n <s'], 'Hi', ['Hi']],
  [
    'a line that begins like the separator loses nothing',
    ['x', 'x\n <s', 'x\n <span>y'],
    'x\n <span>y</span>',
    ['x', '\n <span>y', '</span>'],
  ],
  ['an answer that ends in < keeps it', ['a <'], 'a <', ['a', ' <']],
  ['a delta of more than 50 characters is text like any other', ['a'], `a${'b'.repeat(60)}`, ['a', 'b'.repeat(60)]],
  ['text that speaks of data: is no framing', ['data: 1'], 'data: 1\n\ndata: 2', ['data: 1', '\n\ndata: 2']],
])('%s', async (_name, snapshots, answer, deltas) => {
  await using emulator = await startRekaEmulator({ chat: { snapshots, answer } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await deltasOf(client)).toEqual(deltas);
});

test('whole texts in each event do not multiply the answer, on either surface', async () => {
  const answer = 'One two three four five six seven eight nine ten.';
  await using emulator = await startRekaEmulator({ chat: { answer, cumulative: true } });
  await using web = clientFor(emulator, { cookies: emulator.cookies });
  await using api = clientFor(emulator, { apiKey: emulator.apiKey });
  expect(await textOf(web)).toBe(answer);
  const stream = await api.chat.completions.create({ ...question, stream: true });
  expect(await stream.finalText()).toBe(answer);
});

test('an answer arrives piece by piece, not at its end', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'One two three', stallAfterEvents: 2 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const stream = await client.chat.completions.create({ ...question, stream: true });
  let text = '';
  for await (const delta of stream.textStream) {
    text += delta;
    if (text === 'One two') break;
  }
  await expect.poll(() => emulator.openConnections()).toBe(0);
});

test('events cut anywhere, in characters of several bytes too, are read as they were meant', async () => {
  const answer = ' Köln 😄 data: {"a":1}\n\nevent: x';
  const framing = { bytesPerWrite: 1, lineEnding: 'crlf', heartbeats: true, unknownEvents: true, done: true } as const;
  await using emulator = await startRekaEmulator({ chat: { answer, ...framing } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await textOf(client)).toBe(answer);
});

test('[DONE], comments and payloads of unknown events crash nothing on the official API', async () => {
  const answer = ' Köln 😄';
  await using emulator = await startRekaEmulator({
    chat: { answer, heartbeats: true, unknownEvents: true, bytesPerWrite: 1 },
  });
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  expect(await textOf(client)).toBe(answer);
});

// Conversations.

test('roles are kept: user is human, assistant is model, and no turn is invented', async () => {
  await using emulator = await startRekaEmulator({ chat: { strictAlternation: true } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await textOf(client, { messages: [user('a'), assistant('b'), user('c')] });
  expect(sentChat(emulator)).toMatchObject({
    conversation_history: [
      { type: 'human', text: 'a' },
      { type: 'model', text: 'b' },
      { type: 'human', text: 'c' },
    ],
  });
});

test('a system text stands before the first human turn, and neighbours of one role are one turn', async () => {
  await using emulator = await startRekaEmulator({ chat: { strictAlternation: true } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await textOf(client, { messages: [{ role: 'system', content: 's' }, user('a'), user('b')] });
  expect(sentChat(emulator)).toMatchObject({ conversation_history: [{ type: 'human', text: 's\n\na\n\nb' }] });
});

test('roles and parts are kept on the official API, and nothing becomes the word None', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  await textOf(client, {
    messages: [{ role: 'system', content: 's' }, user('a'), assistant(''), user('c')],
    image: file(cat),
  });
  expect(sentChat(emulator)).toMatchObject({
    messages: [
      { role: 'system', content: 's' },
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: expect.any(String) } },
          { type: 'text', text: 'c' },
        ],
      },
    ],
  });
});

test('a list of parts is sent as text and file, never as a list in place of the text', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: file(cat) } },
  ] as const;
  await textOf(client, { messages: [{ role: 'user', content }] });
  expect(sentChat(emulator)).toMatchObject({
    conversation_history: [
      { type: 'human', text: 'What is this?', image_url: emulator.uploads[0]?.url, media_type: 'image' },
    ],
  });
});

// Files.

test('a file keeps its bytes, its name and its type', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await inFolder(async (folder) => {
    const path = join(folder, 'drawing.png');
    await writeFile(path, png);
    await textOf(client, { image: file(path) });
    await textOf(client, { image: file(cat) });
  });
  const sha256 = createHash('sha256').update(png).digest('hex');
  expect(emulator.uploads).toMatchObject([
    { name: 'drawing.png', type: 'image/png', size: png.length, sha256 },
    { name: 'cat.jpeg', type: 'image/jpeg', format: 'JPEG' },
  ]);
});

test('files in several turns stay with their turns, and the conversation stays too', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const turn = (text: string, data: string | Uint8Array): MessageParam => ({
    role: 'user',
    content: [
      { type: 'text', text },
      { type: 'image_url', image_url: { url: typeof data === 'string' ? file(data) : data } },
    ],
  });
  await textOf(client, { messages: [turn('one', cat), assistant('a cat'), turn('two', png)] });
  const urlOf = (format: string): string | undefined => emulator.uploads.find((file) => file.format === format)?.url;
  expect(sentChat(emulator)).toMatchObject({
    conversation_history: [
      { type: 'human', text: 'one', image_url: urlOf('JPEG'), media_type: 'image' },
      { type: 'model', text: 'a cat' },
      { type: 'human', text: 'two', image_url: urlOf('PNG'), media_type: 'image' },
    ],
  });
});

test('a service that wants the file on the first turn gets it there', async () => {
  await using emulator = await startRekaEmulator({ chat: { mediaOnFirstTurnOnly: true } });
  const messages = [user('one'), assistant('well?'), user('two')];
  await using plain = clientFor(emulator, { cookies: emulator.cookies });
  expect((await failureOf(textOf(plain, { messages, image: file(cat) }))).code).toBe('bad_request');
  await using first = clientFor(emulator, { cookies: emulator.cookies, mediaOnFirstTurn: true });
  expect(await textOf(first, { messages, image: file(cat) })).toContain('tabby cat');
});

test('files of several turns for the first turn are refused before anything is sent', async () => {
  await using emulator = await startRekaEmulator();
  const picture = { type: 'image_url', image_url: { url: file(cat) } } as const;
  const turn = { role: 'user', content: [picture] } as const;
  await using first = clientFor(emulator, { cookies: emulator.cookies, mediaOnFirstTurn: true });
  const failure = await failureOf(textOf(first, { messages: [turn, assistant('a cat'), turn] }));
  expect(failure).toMatchObject({ code: 'unsupported', message: expect.stringContaining('one file per request') });
  expect(emulator.requests).toEqual([]);
});

test('a file in a system message is refused before anything is sent', async () => {
  await using emulator = await startRekaEmulator();
  const picture = { type: 'image_url', image_url: { url: file(cat) } } as const;
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const messages = [{ role: 'system', content: [picture] }, user('one')] as const;
  expect((await failureOf(textOf(client, { messages }))).code).toBe('unsupported');
  expect(emulator.requests).toEqual([]);
});

// What the caller asked for.

test('model, search and code interpreter are the caller’s, as true booleans', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const reka = { use_search_engine: true, use_code_interpreter: true };
  await textOf(client, { model: 'reka-flash', provider_options: { reka } });
  expect(sentChat(emulator)).toMatchObject({ model_name: 'reka-flash', ...reka });
  await textOf(client, { model: 'reka-something-new' });
  expect(sentChat(emulator)).toMatchObject({
    model_name: 'reka-something-new',
    use_search_engine: false,
    use_code_interpreter: false,
  });
});

test.each(['cookies', 'apiKey'] as const)(
  'a switch that is no boolean is refused before the upload (%s)',
  async (name) => {
    await using emulator = await startRekaEmulator();
    await using client = clientFor(emulator, { [name]: emulator[name] });
    const reka = { use_search_engine: 'yes' as never };
    const failure = await failureOf(textOf(client, { image: file(cat), provider_options: { reka } }));
    expect(failure.code).toBe('input_invalid');
    expect(failure.message).toContain('provider_options.reka.use_search_engine must be a boolean, not a string.');
    expect(emulator.requests).toEqual([]);
  },
);

test('a seed is sent only when it was given', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await textOf(client);
  expect(sentChat(emulator)).not.toHaveProperty('random_seed');
  await textOf(client, { seed: 7 });
  expect(sentChat(emulator)).toMatchObject({ random_seed: 7 });
});

test('parameters keep their meaning on the official API, and each surface has its own address', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const parameters = { top_k: 3, top_p: 0.5, temperature: 0, max_tokens: 9, stop: ['x'] };
  await textOf(client, { model: 'reka-flash-3', ...parameters });
  expect(sentChat(emulator)).toMatchObject({ model: 'reka-flash-3', ...parameters });
  expect(sentChat(emulator)).not.toHaveProperty('n');
  expect(emulator.requests.map(({ path, status }) => [path, status])).toEqual([['/v1/chat/completions', 200]]);
});

test('nothing is sent that only a browser would send, and cookies go to the token endpoint alone', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  await textOf(client, { image: file(cat) });
  for (const { headers, path } of emulator.requests) {
    expect(Object.keys(headers)).not.toContain('referer');
    expect(headers['user-agent'] ?? '').not.toMatch(/Mozilla|Chrome/);
    expect([path, 'cookie' in headers, 'authorization' in headers]).toEqual(
      path.startsWith('/bff/auth/') ? [path, true, false] : [path, false, true],
    );
  }
});

// What the service says beside the text.

test.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['context', 'length'],
] as const)('an answer that ended with %s is an answer, and says so once, at its end', async (finishReason, told) => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'One two three', finishReason } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const stream = await client.chat.completions.create({
    ...question,
    stream: true,
    stream_options: { include_usage: true },
  });
  const reasons: unknown[] = [];
  let usage: unknown;
  for await (const chunk of stream) {
    reasons.push(...chunk.choices.map(({ finish_reason }) => finish_reason));
    usage = chunk.usage ?? usage;
  }
  expect(reasons.at(-1)).toBe(told);
  expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true);
  expect(usage).toMatchObject({ prompt_tokens: expect.any(Number), completion_tokens: 3 });
});

test('what a search found arrives as sources', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  const params = { ...question, stream: true, provider_options: { reka: { use_search_engine: true } } } as const;
  const stream = await client.chat.completions.create(params);
  const sources = [];
  for await (const event of stream.events) if (event.type === 'source') sources.push(event.url);
  expect(sources).toEqual(['https://reka-emulator.invalid/canned-source']);
});

test.each<[string, RekaScenario, string]>([
  ['a refusal', { chat: { fail: { status: 401 } } }, 'auth_rejected'],
  ['too many requests', { chat: { fail: { status: 429 } } }, 'rate_limited'],
  ['a failure of the service', { chat: { fail: { status: 500 } } }, 'server_error'],
  [
    'a web page in place of an answer',
    { chat: { fail: { status: 200, body: '<html>Log in</html>' } } },
    'auth_rejected',
  ],
  ['an answer that is cut off', { chat: { finishReason: null } }, 'stream_truncated'],
])('%s is an error and never an empty answer', async (_name, scenario, code) => {
  await using emulator = await startRekaEmulator(scenario);
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { retry: { maxRetries: 0 } });
  expect((await failureOf(textOf(client))).code).toBe(code);
});

// Sessions, connections and clients.

test('a session in pieces is used, and one that is issued anew is kept', async () => {
  await using emulator = await startRekaEmulator({ auth: { chunkedCookie: true } });
  await inFolder(async (folder) => {
    const path = join(folder, 'cookies.json');
    await emulator.writeCookieFile(path);
    const exported = await readFile(path, 'utf8');
    await using first = clientFor(emulator, { cookies: path });
    await textOf(first);
    expect(await readFile(path, 'utf8')).not.toBe(exported);
    await using second = clientFor(emulator, { cookies: path });
    await textOf(second);
  });
  expect(emulator.counts.auth).toBe(2);
});

test('a recording of the browser is read for whatever host is asked, and a wrong one is named', async () => {
  await using emulator = await startRekaEmulator();
  const har = (host: string): string => {
    const cookies = Object.entries(emulator.cookies).map(([name, value]) => ({ name, value }));
    const request = { method: 'GET', url: `http://${host}/bff/auth/me`, headers: [], cookies };
    return JSON.stringify({
      log: {
        version: '1.2',
        entries: [{ startedDateTime: '2026-01-01T00:00:00Z', request, response: { cookies: [], headers: [] } }],
      },
    });
  };
  await inFolder(async (folder) => {
    const path = join(folder, 'session.har');
    await writeFile(path, har(new URL(emulator.url).host), { mode: 0o600 });
    await using client = clientFor(emulator, { cookies: path });
    expect(await textOf(client)).toContain('The Reka emulator');
    await writeFile(path, har('chat.reka.ai'), { mode: 0o600 });
    await using other = clientFor(emulator, { cookies: path });
    const failure = await failureOf(textOf(other));
    expect(failure).toMatchObject({ code: 'auth_missing', message: expect.stringContaining('chat.reka.ai') });
  });
});

test('a token of the caller goes to the upload and to the chat', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { accessToken: emulator.accessToken });
  await textOf(client, { image: file(cat) });
  expect(emulator.counts).toMatchObject({ auth: 0, upload: 1, chat: 1 });
});

test('after a failed renewal the next call tries again and does not hang', async () => {
  await using emulator = await startRekaEmulator();
  emulator.next('auth', { fail: { status: 500 } });
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { retry: { maxRetries: 0 } });
  expect((await failureOf(textOf(client))).code).toBe('server_error');
  expect(await textOf(client)).toContain('The Reka emulator');
});

test('two clients in one process share no session, not even at the same time', async () => {
  await using one = await startRekaEmulator({ chat: { answer: 'one', delayMs: 1 } });
  await using two = await startRekaEmulator({ chat: { answer: 'two', delayMs: 1 } });
  await using first = clientFor(one, { cookies: one.cookies });
  await using second = clientFor(two, { cookies: two.cookies });
  const all = await Promise.all(Array.from({ length: 20 }, (_, index) => textOf(index % 2 === 0 ? first : second)));
  expect(all.filter((text, index) => text !== (index % 2 === 0 ? 'one' : 'two'))).toEqual([]);
  expect([one.counts.auth, two.counts.auth]).toEqual([1, 1]);
});

test('a service that says nothing is given up in time', async () => {
  await using emulator = await startRekaEmulator({ chat: { stallAfterEvents: 0 } });
  const timeouts = { firstEvent: 50 };
  await using client = clientFor(emulator, { cookies: emulator.cookies }, { timeouts, retry: { maxRetries: 0 } });
  expect((await failureOf(textOf(client))).code).toBe('timeout');
});

test('a reader who leaves, and an answer that is complete, leave no connection to a service that holds it', async () => {
  await using emulator = await startRekaEmulator({ chat: { answer: 'One two three', keepOpen: true } });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await textOf(client)).toBe('One two three');
  const stream = await client.chat.completions.create({ ...question, stream: true });
  for await (const _chunk of stream) break;
  await expect.poll(() => emulator.openConnections()).toBeLessThanOrEqual(1);
});

test('a proxy that is given is used', async () => {
  await using emulator = await startRekaEmulator();
  const options = { proxy: 'http://127.0.0.1:9', retry: { maxRetries: 0 } };
  await using client = clientFor(emulator, { cookies: emulator.cookies }, options);
  expect((await failureOf(textOf(client))).code).toBe('connection_failed');
  expect(emulator.requests).toEqual([]);
});

test('the documented two repeats are real', async () => {
  await using emulator = await startRekaEmulator({
    chat: { fail: { status: 503, headers: { 'retry-after': '0' } }, failures: 2 },
  });
  await using client = clientFor(emulator, { cookies: emulator.cookies });
  expect(await textOf(client)).toContain('The Reka emulator');
  expect(emulator.counts.chat).toBe(3);
});

test('an API key goes as Bearer, and what it opens needs no session', async () => {
  await using emulator = await startRekaEmulator();
  await using client = clientFor(emulator, { apiKey: emulator.apiKey });
  const params: Partial<CreateParams> = { model: 'reka-flash-3' };
  await textOf(client, params);
  expect(emulator.requests).toMatchObject([{ path: '/v1/chat/completions', headers: { authorization: '[present]' } }]);
  expect(emulator.requests[0]?.headers).not.toHaveProperty('cookie');
});
