import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formBody } from '../../src/http/form-body.ts';
import { jsonBody } from '../../src/http/json-body.ts';
import type { RequestBody } from '../../src/http/request-body.ts';
import { adoptMedia } from '../../src/media/adopt-media.ts';
import type { LoadedMedia } from '../../src/media/adopted-media.ts';

let folder = '';
let media: LoadedMedia;
const content = Buffer.alloc(700_001, 'plugboard ');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'borrowed-pieces-'));
  const path = join(folder, 'a.png');
  await writeFile(path, content);
  media = await adoptMedia({ path, type: 'image/png' }, { label: 'image 1' }).load();
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
    for await (const piece of body().open(true) as AsyncIterable<Uint8Array>) {
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
