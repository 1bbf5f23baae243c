import { CLOCK, Client } from '@plugboard/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Placeholders } from '../../src/fixtures/placeholders.ts';
import { rechunk } from '../../src/replay/rechunk.ts';
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
  expect(() => replay.verify()).toThrow(
    'POST https://chat.example/upload was asked for again; the fixture has it once.',
  );
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
