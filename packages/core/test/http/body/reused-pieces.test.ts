import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formBody } from '../../../src/http/body/form-body.ts';
import { HttpClient } from '../../../src/http/http-client.ts';
import { jsonBody, type RequestBody } from '../../../src/http/body/request-body.ts';
import type { LoadedMedia } from '../../../src/media/media-part.ts';
import { openMedia } from '../../../src/media/open-media.ts';
import { file } from '../../../src/media/named-file.ts';
import { scopeFor } from '../fixture.ts';

let folder = '';
let media: LoadedMedia;
const content = Buffer.alloc(700_001, 'plugboard ');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'borrowed-pieces-'));
  const path = join(folder, 'a.png');
  await writeFile(path, content);
  media = await openMedia(file(path, { type: 'image/png' }), { label: 'image 1' }).load();
});

afterAll(() => rm(folder, { recursive: true }));

const bodies: readonly (readonly [string, () => RequestBody, Buffer])[] = [
  ['a form', () => formBody({ image: media }), content],
  ['JSON', () => jsonBody({ image: media }), Buffer.from(content.toString('base64'))],
];

for (const [name, body, expected] of bodies) {
  test(`${name}: pieces that are read one by one come from the same memory and are the same bytes`, async () => {
    const copies: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    for await (const piece of body().open('send-reused') as AsyncIterable<Uint8Array>) {
      copies.push(Buffer.from(piece));
      if (piece.byteLength > 50_000) memory.add(piece.buffer);
    }
    expect(memory.size).toBe(1);
    expect(Buffer.concat(copies).includes(expected)).toBe(true);
  });

  test(`${name}: pieces may be kept by whoever does not borrow them`, async () => {
    const kept: Uint8Array[] = [];
    for await (const piece of body().open() as AsyncIterable<Uint8Array>) kept.push(piece);
    expect(Buffer.concat(kept).includes(expected)).toBe(true);
  });
}

test('what a provider reads itself may be kept', async () => {
  const kept: Uint8Array[] = [];
  for await (const piece of media.stream()) kept.push(piece);
  expect(Buffer.concat(kept).equals(content)).toBe(true);
});

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

/** What arrives at a service that begins to read when the socket is full. */
async function receivedSlowly(send: (origin: string) => Promise<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const server = createServer((request, response) => {
    setTimeout(() => request.on('data', (piece: Buffer) => pieces.push(piece)), 200);
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return Buffer.concat(pieces);
}

const manyPieces = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from(Array.from({ length: 12_000_000 }, (_, index) => (index * 2_654_435_761) >>> 24)),
]);

// A socket that is full keeps small pieces and asks for the next ones, which must not be written over them.
for (const pieceLength of [3_000, 30_000]) {
  for (const [name, bodyOf, expected] of [
    ['JSON', (image: LoadedMedia) => ({ json: { image } }), Buffer.from(manyPieces.toString('base64'))],
    ['a form', (image: LoadedMedia) => ({ form: { image } }), manyPieces],
  ] as const) {
    test(`${name} from pieces of ${pieceLength} bytes is the same bytes at a service that reads slowly`, async () => {
      const image = await openMedia(inPieces(manyPieces, pieceLength), { label: 'image 1' }).load();
      const received = await receivedSlowly((origin) =>
        new HttpClient(scopeFor(), { baseUrl: origin }).json({ phase: 'chat', url: '/', ...bodyOf(image) }),
      );
      expect(received.includes(expected)).toBe(true);
    });
  }
}
