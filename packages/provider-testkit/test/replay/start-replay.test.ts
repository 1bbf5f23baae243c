import { CLOCK, Client } from '@plugboard/core';
import { defineProvider, type HttpRequest } from '@plugboard/core/provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Placeholders } from '../../src/fixtures/placeholders.ts';
import { rechunk } from '../../src/replay/rechunk.ts';
import type { ExchangeRequest } from '../../src/fixtures/fixture.ts';
import type { Fixture } from '../../src/index.ts';
import { startReplay } from '../../src/replay.ts';
import { drip } from '../../src/server.ts';
import { createParamsOf } from '../../src/subject/create-params.ts';
import { greeting, web } from '../web-provider.ts';

async function ask(client: Client): Promise<string> {
  const stream = await client.chat.completions.create({ ...createParamsOf(greeting, web()), stream: true });
  return stream.finalText();
}

test('a replay works alone: a client, its container, and any number of calls when they may repeat', async () => {
  await using replay = await startReplay([greeting], { reuse: true });
  await using client = new Client({ provider: web(), container: replay.container, config: false, discover: false });
  const texts = await Promise.all(Array.from({ length: 50 }, () => ask(client)));
  expect(new Set(texts)).toEqual(new Set(['Grüß Gott']));
  expect(replay.requests.filter(({ phase }) => phase === 'auth')).toHaveLength(1);
  expect(replay.requests.filter(({ phase }) => phase === 'chat')).toHaveLength(50);
  expect(await replay.idle()).toBe(true);
  replay.verify();
});

test('an exchange that may not repeat fails the second time', async () => {
  await using replay = await startReplay(greeting);
  await using client = new Client({ provider: web(), container: replay.container, config: false, discover: false });
  await ask(client);
  await expect(ask(client)).rejects.toMatchObject({ code: 'server_error', status: 501 });
  expect(() => replay.verify()).toThrow('POST https://chat.example/upload was sent again; the fixture has it once.');
});

test('an answer can be replaced by steps of a fault', async () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';
  await using replay = await startReplay(greeting, {
    answer: ({ exchange }) =>
      exchange.phase === 'chat'
        ? [drip(`${head}data: {"text":"slow"}\n\ndata: {"end":"x"}\n\n`, 1, 40), ({ socket }) => void socket.end()]
        : undefined,
  });
  await using client = new Client({ provider: web(), container: replay.container, config: false, discover: false });
  expect(await ask(client)).toBe('slow');
});

test('the upload is compared part by part, by name, type and digest', async () => {
  const [auth, upload, chat] = greeting.exchanges;
  if (auth === undefined || upload === undefined || chat === undefined) throw new Error('no exchange');
  const form = { image: { file: 'cat.png', type: 'image/jpeg' }, from: 'elsewhere', more: 'x' };
  const changed: Fixture = {
    ...greeting,
    exchanges: [auth, { ...upload, request: { ...upload.request, form } }, chat],
    files: { ...greeting.files, 'cat.png': 'another picture' },
  };
  await using replay = await startReplay(changed);
  await using client = new Client({ provider: web(), container: replay.container, config: false, discover: false });
  await expect(ask(client)).rejects.toMatchObject({ status: 501 });
  const [failure = ''] = replay.failures;
  expect(failure).toMatch(/form image: expected file "cat\.png" of type "image\/jpeg", 15 bytes, sha256 \w{16}/);
  expect(failure).toMatch(/received file "dot\.png" of type "image\/png", 70 bytes, sha256 \w{16}/);
  expect(failure).toContain('form from: expected "elsewhere", received "web"');
  expect(failure).toContain('form more: expected "x", received no such part');
});

test('a header that must not be sent is told when it is', async () => {
  const [auth, upload, chat] = greeting.exchanges;
  if (auth === undefined || upload === undefined || chat === undefined) throw new Error('no exchange');
  const headers = { 'x-other': null, authorization: null };
  const changed: Fixture = {
    ...greeting,
    exchanges: [auth, { ...upload, request: { ...upload.request, headers } }, chat],
  };
  await using replay = await startReplay(changed);
  await using client = new Client({ provider: web(), container: replay.container, config: false, discover: false });
  await expect(ask(client)).rejects.toMatchObject({ status: 501 });
  const [failure = ''] = replay.failures;
  expect(failure).toContain('header authorization: expected no such header, received "Bearer {{accessToken}}"');
  expect(failure).not.toContain('x-other');
  expect(replay.strays.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST https://chat.example/upload']);
});

const asked = async (request: Partial<ExchangeRequest>, send: HttpRequest): Promise<readonly string[]> => {
  const [exchange] = greeting.exchanges;
  if (exchange === undefined) throw new Error('no exchange');
  const url = 'https://chat.example/any';
  const fixture: Fixture = {
    ...greeting,
    files: { ...greeting.files, 'note.bin': Buffer.from([0, 1, 255]) },
    exchanges: [{ ...exchange, phase: 'chat', request: { method: 'POST', url, ...request } }],
  };
  const plugin = defineProvider({
    id: 'asking',
    models: [{ id: greeting.request.model }],
    create: () => ({
      async *stream(_request, { http }) {
        await http.json({ ...send, url });
        yield { type: 'finish', reason: 'stop' };
      },
    }),
  });
  await using replay = await startReplay(fixture);
  await using client = new Client({ provider: plugin(), container: replay.container, config: false, discover: false });
  await client.chat.completions
    .create({ model: greeting.request.model, messages: [{ role: 'user', content: 'x' }] })
    .catch(() => undefined);
  return replay.failures;
};

const chat = { phase: 'chat', url: '' } as const;
const grant = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: '{{token}}' });

test.each<readonly [string, Partial<ExchangeRequest>, HttpRequest]>([
  ['parameters', { body: 'grant_type=refresh_token&refresh_token={{token}}' }, { ...chat, body: grant }],
  ['a text', { body: 'Hello, {{token}}.' }, { ...chat, body: 'Hello, {{token}}.' }],
  ['a file', { body: { file: 'note.bin' } }, { ...chat, body: Uint8Array.of(0, 1, 255) }],
  [
    'a part of JSON',
    { json: { a: [{ b: 1 }] }, jsonMatch: 'subset' },
    { ...chat, json: { a: [{ b: 1, c: 2 }], d: 3 } },
  ],
])('a body is as the fixture says: %s', async (_, request, send) => {
  expect(await asked(request, send)).toEqual([]);
});

test.each<readonly [string, Partial<ExchangeRequest>, HttpRequest, string]>([
  [
    'parameters',
    { body: 'grant_type=password' },
    { ...chat, body: grant },
    'body: expected "grant_type=password", received',
  ],
  [
    'a file',
    { body: { file: 'note.bin' } },
    { ...chat, body: 'no' },
    'expected file "note.bin", 3 bytes, received 2 bytes that are not the file',
  ],
  [
    'more in a list',
    { json: { a: [1] }, jsonMatch: 'subset' },
    { ...chat, json: { a: [1, 2] } },
    'json a[1]: expected',
  ],
  ['less than a part', { json: { a: 1 }, jsonMatch: 'subset' }, { ...chat, json: { b: 1 } }, 'json a: expected'],
  ['more than the whole', { json: { a: 1 } }, { ...chat, json: { a: 1, b: 1 } }, 'json b: expected'],
])('a body that is another one is told: %s', async (_, request, send, said) => {
  expect((await asked(request, send)).join('\n')).toContain(said);
});

test('the clock of the client stands still until it is moved', async () => {
  await using replay = await startReplay(greeting);
  const { now } = replay.container.resolve<{ now(): number }>(CLOCK);
  const at = now();
  expect(at).toBe(Date.parse(greeting.source.at));
  replay.advance(5_000);
  expect(now()).toBe(at + 5_000);
});

test('a made-up token is shaped like one, lasts a day from the clock, and is the same for its name', () => {
  const at = Date.parse('2026-11-20T08:00:00Z');
  const placeholders = new Placeholders(at);
  const token = placeholders.fill('{{accessToken:jwt}}');
  const [, claims = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ exp: at / 1000 + 86_400 });
  expect(placeholders.fill('{{accessToken:jwt}}')).toBe(token);
  expect(placeholders.fill('{{other:jwt}}')).not.toBe(token);
  expect(placeholders.fill('{{appSession}}')).toBe('{{appSession}}');
  expect(placeholders.fold(`Bearer ${token}`)).toBe('Bearer {{accessToken}}');
});

test('pieces of a body stay whole, in order and complete when placeholders in them are filled', () => {
  const part = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constant('{{token:jwt}}'),
    fc.constant('{{name}}'),
  );
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(200)), (parts, cuts) => {
      const placeholders = new Placeholders(0);
      const bytes = Buffer.from(parts.join(''));
      const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((one, other) => one - other);
      const filled = placeholders.fillPieces(bytes, ends);
      expect(filled.bytes.toString()).toBe(placeholders.fill(bytes.toString()));
      expect(filled.ends.at(-1)).toBe(filled.bytes.length);
      expect([...filled.ends]).toEqual([...filled.ends].sort((one, other) => one - other));
    }),
    { seed: 7 },
  );
});

test('other chunk edges keep every byte', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer(), (body, seed) => {
      const pieces = [{ afterMs: 0, bytes: Buffer.from(body) }];
      for (const how of ['bytes', seed] as const) {
        const cut = rechunk(pieces, how, 'text/event-stream');
        expect(Buffer.concat(cut.map(({ bytes }) => bytes))).toEqual(Buffer.from(body));
        if (how === 'bytes') expect(cut).toHaveLength(body.length);
      }
    }),
    { seed: 7 },
  );
});
