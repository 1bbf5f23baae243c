import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { status } from '@plugboard/provider-testkit/server';
import type { Progress } from '../../src/client/chat-completions.ts';
import type { Media } from '../../src/contract/media.ts';
import type { HttpRequest, UnsignedRequest } from '../../src/contract/http.ts';
import { createRedactor } from '../../src/errors/redactor.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { ask, clientOf, finish, inProcess, text } from '../call/fixture.ts';
import { pngOf } from '../media/sample-files.ts';
import { clientFor, failureOf, scopeFor, serve } from './fixture.ts';

const key = 'fake-signing-key';

async function signed({ method, url, headers, body }: UnsignedRequest): Promise<Record<string, string>> {
  const mac = createHmac('sha256', key).update(`${method} ${url.pathname}${url.search} ${headers.get('host')}\n`);
  for await (const piece of body()) mac.update(piece);
  return { 'X-Signature': mac.digest('hex') };
}

const bodies: readonly (readonly [name: string, request: Pick<HttpRequest, 'json' | 'form' | 'body' | 'method'>])[] = [
  ['nothing', {}],
  ['JSON', { json: { text: 'ä', list: [0, false, ''] } }],
  ['a form', { form: { name: 'ä', file: new File(['x'.repeat(200_000)], 'x.bin') } }],
  ['parameters', { body: new URLSearchParams({ grant: 'a b&c' }) }],
  ['bytes', { body: Buffer.alloc(300_000, 7), method: 'PUT' }],
];

for (const [name, request] of bodies) {
  test(`a signature covers what is sent: ${name}`, async () => {
    const server = await serve();
    server.on({}, status(200, {}));
    const http = clientFor(server, {}, { sign: signed });
    await http.json({ phase: 'chat', url: '/a?b=c', ...request });
    const [sent] = server.requests;
    const mac = createHmac('sha256', key).update(`${sent?.method} /a?b=c 127.0.0.1:${server.port}\n`);
    expect(sent?.headers.get('x-signature')).toBe(mac.update(sent?.body ?? '').digest('hex'));
  });
}

test('a signature is made of every header and is a secret', async () => {
  const server = await serve();
  const redactor = createRedactor();
  let seen: UnsignedRequest['headers'] | undefined;
  const sign = ({ headers }: UnsignedRequest): Record<string, string> => {
    seen = headers;
    return { authorization: `FAKE4 ${createHash('sha256').update('x').digest('hex')}` };
  };
  server.on({}, ({ request, write }) => {
    const said = JSON.stringify({ error: `wrong: ${request.headers.get('authorization')}` });
    return write(
      `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${said.length}\r\n\r\n${said}`,
    );
  });
  const http = clientFor(server, { redactor, headers: { 'x-caller': 'c' } }, { sign, headers: { 'x-own': 'o' } });
  const error = await failureOf(http.json({ phase: 'chat', url: '/', json: {}, headers: { 'x-request': 'r' } }));
  expect(Object.fromEntries(seen ?? [])).toMatchObject({
    host: `127.0.0.1:${server.port}`,
    'content-type': 'application/json',
    'x-own': 'o',
    'x-request': 'r',
    'x-caller': 'c',
  });
  expect(error.code).toBe('permission_denied');
  expect(error.message).toContain('wrong: [redacted]');
});

test('a request to another origin is not signed', async () => {
  const server = await serve();
  const other = await serve();
  other.on({}, status(200));
  const http = clientFor(server, {}, { sign: signed });
  await http.json({ phase: 'upload', method: 'PUT', url: `${other.origin}/presigned`, body: 'x' });
  expect(other.requests[0]?.headers.has('x-signature')).toBe(false);
});

test('what cannot be signed is not sent', async () => {
  const server = await serve();
  const broken = clientFor(server, {}, { sign: () => ({ 'x-signature': 'a\nb' }) });
  expect((await failureOf(broken.json({ phase: 'chat', url: '/' }))).code).toBe('config_invalid');
  const lost = new HttpClient(scopeFor(), { sign: signed });
  expect((await failureOf(lost.json({ phase: 'chat', url: `${server.origin}/` }))).message).toMatch(/need baseUrl/);
  expect(server.requests).toHaveLength(0);
});

const picture = pngOf(200_000);

const places: readonly (readonly [
  name: string,
  request: (media: Media) => Pick<HttpRequest, 'json' | 'form' | 'body'>,
])[] = [
  ['JSON', (media) => ({ json: { media } })],
  ['a form', (media) => ({ form: { media } })],
  ['a body', (media) => ({ body: media })],
];

for (const [name, place] of places) {
  test(`progress tells what is sent of ${name} and not what is read to be signed`, async () => {
    const { sent, seen } = await uploadSigned(picture, place);
    expect(sent).toBe(1);
    expect(seen).toEqual([...new Set(seen)].toSorted((one, other) => one - other));
    expect(seen.at(-1)).toBe(picture.length);
  });
}

test('a file that can be read only once is refused when it has to be signed and sent, and nothing is sent', async () => {
  const { sent, failure } = await uploadSigned(Readable.from([picture]), (media) => ({ body: media }));
  expect(sent).toBe(0);
  expect(failure).toMatchObject({ code: 'input_invalid', phase: 'upload' });
});

/** What becomes of an upload that is signed: how many requests arrived, which numbers of bytes the caller heard, and the failure. */
async function uploadSigned(
  image: MediaInput,
  place: (media: Media) => Pick<HttpRequest, 'json' | 'form' | 'body'>,
): Promise<{ readonly sent: number; readonly seen: readonly number[]; readonly failure: unknown }> {
  const server = await serve();
  server.on({}, status(200, {}));
  const provider = inProcess(
    {
      async upload(media, { http }) {
        const request = { phase: 'upload', url: '/files', method: 'POST', ...place(media) } as const;
        await http.with({ baseUrl: server.origin, sign: signed }).json(request);
        return { url: 'owl:1' };
      },
      async *stream() {
        yield* [...text('Hoo'), finish];
      },
    },
    'owl',
    ['image'],
  );
  const seen: number[] = [];
  const onProgress = ({ sent }: Progress): void => void seen.push(sent);
  const failure = await ask(clientOf(provider), { image }, { onProgress })
    .then((stream) => stream.finalText())
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { sent: server.requests.length, seen, failure };
}
