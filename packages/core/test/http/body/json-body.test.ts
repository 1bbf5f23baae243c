import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../../src/errors/plugboard-error.ts';
import { jsonBody, type RequestBody } from '../../../src/http/body/request-body.ts';
import { asBase64 } from '../../../src/contract/media.ts';
import { openMedia } from '../../../src/media/open-media.ts';
import { file } from '../../../src/media/named-file.ts';
import { collect, failureOf } from '../../media/collect.ts';
import { handMade } from '../../media/hand-made.ts';
import { pngOf, temporaryFile } from '../../media/sample-files.ts';

const urlOf = (content: Uint8Array, type = 'image/png'): string =>
  `data:${type};base64,${Buffer.from(content).toString('base64')}`;

async function textOf(body: RequestBody): Promise<string> {
  const opened = body.open();
  if (typeof opened === 'string') return opened;
  return (opened instanceof Uint8Array ? Buffer.from(opened) : await collect(opened)).toString('utf8');
}

test('a value without media is one string', () => {
  const body = jsonBody({ text: 'Grüße 🐈', list: [1, undefined, null], gone: undefined });
  expect(body.open()).toBe('{"text":"Grüße 🐈","list":[1,null,null]}');
  expect(body).toMatchObject({ contentType: 'application/json', length: Buffer.byteLength(String(body.open())) });
});

test('a media anywhere becomes a data: URL', async () => {
  const content = pngOf(100_001);
  const media = await openMedia(file(temporaryFile(content)), { label: 'image 1' }).load();
  const make = (image: unknown) => ({ a: [{ image_url: { url: image } }], 'b\n': image, c: '"quoted" ü' });
  const body = jsonBody(make(media));
  const expected = JSON.stringify(make(urlOf(content)));
  expect(await textOf(body)).toBe(expected);
  expect(body.length).toBe(Buffer.byteLength(expected));
  expect(await textOf(body)).toBe(expected);
});

test('a media stands as bare base64 where asBase64 wants that, beside others', async () => {
  const content = pngOf(100_001);
  const media = await openMedia(file(temporaryFile(content)), { label: 'image 1' }).load();
  const body = jsonBody({ bare: asBase64(media), url: media });
  const expected = JSON.stringify({ bare: Buffer.from(content).toString('base64'), url: urlOf(content) });
  expect(await textOf(body)).toBe(expected);
  expect(body.length).toBe(Buffer.byteLength(expected));
  expect(await textOf(jsonBody(asBase64(handMade(pngOf(10)))))).toBe(
    JSON.stringify(Buffer.from(pngOf(10)).toString('base64')),
  );
});

test('a media alone is a body too', async () => {
  expect(await textOf(jsonBody(handMade(pngOf(10))))).toBe(JSON.stringify(urlOf(pngOf(10))));
});

test('without a size there is no length', async () => {
  const body = jsonBody([handMade(pngOf(10)), handMade(pngOf(11), { size: undefined })]);
  expect(body.length).toBeUndefined();
  expect(await textOf(body)).toBe(JSON.stringify([urlOf(pngOf(10)), urlOf(pngOf(11))]));
});

test('pieces of any length give the same base64 text', async () => {
  const property = fc.asyncProperty(
    fc.uint8Array({ maxLength: 64 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }),
    async (content, cuts) => {
      const media = handMade(content, {
        async *stream() {
          let offset = 0;
          for (const cut of cuts) {
            yield content.subarray(offset, offset + cut);
            offset += cut;
          }
          yield content.subarray(Math.min(offset, content.length));
        },
      });
      expect(await textOf(jsonBody(media))).toBe(JSON.stringify(urlOf(content)));
    },
  );
  await fc.assert(property, { numRuns: 500, seed: 11 });
});

test.each([1, 2, 3, 65_536, 393_215, 393_216, 393_217, 1_000_000])(
  'a piece of %i bytes is encoded whole',
  async (size) => {
    for (const rest of [0, 1, 2]) {
      const content = pngOf(size + rest);
      const media = handMade(content, {
        async *stream() {
          yield content.subarray(0, rest);
          yield content.subarray(rest);
        },
      });
      const body = jsonBody({ media });
      const bytes = Buffer.from(await textOf(body));
      expect(bytes.length).toBe(body.length);
      expect(bytes.equals(Buffer.from(JSON.stringify({ media: urlOf(content) })))).toBe(true);
    }
  },
);

interface TwinTrees {
  readonly given: unknown;
  readonly inlined: unknown;
}

const leaf: fc.Arbitrary<TwinTrees> = fc.oneof(
  fc
    .oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom<unknown>(null, undefined, new Date(0), Symbol('s'), () => 1, new Map([[1, 2]])),
    )
    .map((value) => ({ given: value, inlined: value })),
  fc.uint8Array({ maxLength: 20 }).map((content) => ({ given: handMade(content, {}, 3), inlined: urlOf(content) })),
  fc.uint8Array({ maxLength: 5 }).map((content) => ({
    given: { toJSON: () => ({ media: handMade(content) }) },
    inlined: { media: urlOf(content) },
  })),
);
const { tree } = fc.letrec<{ tree: TwinTrees }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc
      .array(tie('tree'), { maxLength: 4 })
      .map((items) => ({ given: items.map((item) => item.given), inlined: items.map((item) => item.inlined) })),
    fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 4 }).map((items) => ({
      given: Object.fromEntries(items.map(([key, item]) => [key, item.given])),
      inlined: Object.fromEntries(items.map(([key, item]) => [key, item.inlined])),
    })),
  ),
}));

test('the bytes are those of JSON.stringify with the URLs written out', async () => {
  const property = fc.asyncProperty(tree, async ({ given, inlined }) => {
    const expected = JSON.stringify([inlined]);
    const body = jsonBody([given]);
    expect(await textOf(body)).toBe(expected);
    expect(body.length).toBe(Buffer.byteLength(expected));
  });
  await fc.assert(property, { numRuns: 1000, seed: 3 });
});

test('a media is found behind any number of other values', async () => {
  const picture = handMade(pngOf(10));
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, { index }]));
  let deep: unknown = picture;
  for (let level = 0; level < 50; level += 1) deep = { deep };
  for (const value of [{ many, last: picture }, { deep }, { toJSON: () => ({ image: picture }) }]) {
    expect(await textOf(jsonBody(value))).toContain('data:image/png;base64,');
  }
});

test('a value that leads back to itself on many ways is refused at once', () => {
  const knot: Record<string, unknown> = {};
  for (let index = 0; index < 30; index += 1) knot[`way${index}`] = { knot };
  expect(() => jsonBody(knot)).toThrow(/cannot be written as JSON/);
});

test('what JSON cannot hold is refused without quoting it', async () => {
  const cycle: Record<string, unknown> = { prompt: 'fake-secret' };
  cycle['self'] = cycle;
  for (const value of [cycle, { count: 1n }, undefined, () => 'x']) {
    const error = await failureOf(() => jsonBody(value));
    expect(error.code).toBe('input_invalid');
    expect(`${error.message}${String(error.cause)}`).not.toContain('fake-secret');
  }
});

test('an error that toJSON throws on purpose stays as it is', async () => {
  const thrown = new PlugboardError('unsupported', 'No.');
  const toJSON = (): never => {
    throw thrown;
  };
  expect(await failureOf(() => jsonBody({ toJSON }))).toBe(thrown);
});

test('a type that would break the text is refused', async () => {
  for (const type of ['image/png","x":"', 'image/png\r\n', '', 7 as never])
    expect(await failureOf(() => jsonBody(handMade(pngOf(5), { type })))).toMatchObject({ code: 'input_invalid' });
});

test('a media with more or fewer bytes than it said fails the body', async () => {
  for (const size of [9, 11]) {
    const error = await failureOf(() => textOf(jsonBody(handMade(pngOf(10), { size }))));
    expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('changed') });
  }
});

test('objects that only look a little like media stay objects', () => {
  const lookalikes = [
    { kind: 'image' },
    { stream: true, kind: 'image', type: 'a/b' },
    { stream() {}, kind: 'text', type: 'a/b' },
  ];
  expect(jsonBody(lookalikes).open()).toBe(JSON.stringify(lookalikes));
});
