import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formBody } from '../../../src/http/body/form-body.ts';
import { openMedia } from '../../../src/media/open-media.ts';
import { file } from '../../../src/media/named-file.ts';
import { failureOf, sha256 } from '../../media/collect.ts';
import { handMade } from '../../media/hand-made.ts';
import { openDescriptors, pngOf, temporaryFile } from '../../media/sample-files.ts';
import { parseForm } from './parse-form.ts';

const fileOf = (content: Uint8Array, name = 'cat.png', type = 'image/png') => ({
  name,
  type,
  size: content.length,
  sha256: sha256(content),
});

test('text and files arrive in order with name and type', async () => {
  const [first, second] = [pngOf(70_000), pngOf(3)];
  const path = temporaryFile(first, 'größe 🐈.png');
  const image = await openMedia(file(path), { label: 'image 1' }).load();
  const body = formBody({
    purpose: 'vision',
    image,
    note: 'ü',
    clip: handMade(second, { type: 'video/mp4', name: 'a.mp4' }),
  });
  const { parts, bytes } = await parseForm(body);
  expect(parts.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
    { field: 'clip', file: fileOf(second, 'a.mp4', 'video/mp4') },
    { field: 'image', file: fileOf(first, 'größe 🐈.png') },
    { field: 'note', value: 'ü' },
    { field: 'purpose', value: 'vision' },
  ]);
  expect(body.length).toBe(bytes);
  expect((await parseForm(body)).bytes).toBe(bytes);
});

test('text alone is one piece of memory', async () => {
  const body = formBody({ a: '1', b: 'Grüße\nund Küsse' });
  expect(body.open()).toBeInstanceOf(Uint8Array);
  const { parts, bytes } = await parseForm(body);
  expect(parts).toEqual([
    { field: 'a', value: '1' },
    { field: 'b', value: 'Grüße\r\nund Küsse' },
  ]);
  expect(body.length).toBe(bytes);
});

test('a long text is not cut', async () => {
  const { parts } = await parseForm(formBody({ text: 'x'.repeat(200_000), image: handMade(pngOf(3)) }));
  expect(parts.find((part) => part.field === 'text')?.value).toHaveLength(200_000);
});

test('without a size there is no length', async () => {
  const body = formBody({ image: handMade(pngOf(5000), { size: undefined }) });
  expect(body.length).toBeUndefined();
  expect((await parseForm(body)).parts).toEqual([{ field: 'image', file: fileOf(pngOf(5000)) }]);
});

test('the boundary is random and long', () => {
  const boundaries = Array.from({ length: 100 }, () => formBody({}).contentType);
  expect(new Set(boundaries).size).toBe(100);
  expect(boundaries[0]).toMatch(/^multipart\/form-data; boundary=plugboard-[0-9a-f]{36}$/);
});

test('a file that holds things like boundaries arrives intact', async () => {
  const seen = formBody({}).contentType.split('boundary=')[1] ?? '';
  const content = Buffer.from(
    `\r\n--${seen}\r\n--${seen}--\r\n\r\n--plugboard-\r\nContent-Disposition: form-data; name="x"\r\n`,
  );
  const { parts } = await parseForm(formBody({ image: handMade(content) }));
  expect(parts).toEqual([{ field: 'image', file: fileOf(content) }]);
});

test('names cannot break out of their header', async () => {
  const property = fc.asyncProperty(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('a"\r\nX: y\r\n\r\n', '"; name="b', '\0\u001b', '../../x'),
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
    async (name, text) => {
      const content = pngOf(40);
      const body = formBody({ file: handMade(content, { name }), text });
      const { parts, bytes } = await parseForm(body);
      expect(body.length).toBe(bytes);
      const file = parts.find((part) => part.field === 'file')?.file;
      expect(parts).toHaveLength(2);
      expect(file).toMatchObject({ type: 'image/png', size: 40, sha256: sha256(content) });
      expect(file?.name).not.toMatch(/[\p{Cc}"/\\]/u);
      expect(parts.find((part) => part.field === 'text')?.value).toBe(
        text.toWellFormed().replaceAll(/\r\n|\r|\n/g, '\r\n'),
      );
    },
  );
  await fc.assert(property, { numRuns: 300, seed: 5 });
});

test('a field name with quotes and line breaks is escaped', async () => {
  const bytes = formBody({ 'a"\r\nb': 'x' }).open();
  expect(Buffer.from(bytes as Uint8Array).toString()).toContain('name="a%22%0D%0Ab"\r\n\r\nx\r\n');
});

test('a type with a line break is refused', async () => {
  for (const type of ['image/png\r\nX-Injected: 1', 'image', '', { toString: () => 'image/png' } as never])
    expect(await failureOf(() => formBody({ image: handMade(pngOf(5), { type }) }))).toMatchObject({
      code: 'input_invalid',
    });
});

test('the type is read once', async () => {
  let reads = 0;
  const media = handMade(pngOf(5));
  const changing = Object.defineProperty({ ...media }, 'type', {
    get: () => ((reads += 1) === 1 ? 'image/png' : 'text/html\r\nX: y'),
  });
  expect((await parseForm(formBody({ image: changing }))).parts).toEqual([{ field: 'image', file: fileOf(pngOf(5)) }]);
  expect(reads).toBe(1);
});

test('a value that is neither text nor a file is refused', async () => {
  for (const value of [undefined, 7, {}, new Uint8Array(2)] as never[])
    expect(await failureOf(() => formBody({ field: value }))).toMatchObject({ code: 'input_invalid' });
});

test('a media with more or fewer bytes than it said fails the body, and no byte too many is sent', async () => {
  for (const size of [4999, 5001]) {
    const body = formBody({ image: handMade(pngOf(5000), { size }) });
    let count = 0;
    const error = await failureOf(async () => {
      for await (const piece of body.open() as AsyncIterable<Uint8Array>) count += piece.byteLength;
    });
    expect(error).toMatchObject({ code: 'input_invalid' });
    expect(count).toBeLessThan(body.length ?? 0);
  }
});

test('a body that is left early closes its file', async () => {
  const before = openDescriptors();
  const media = await openMedia(file(temporaryFile(pngOf(600_000))), { label: 'image 1' }).load();
  let count = 0;
  for await (const piece of formBody({ media }).open() as AsyncIterable<Uint8Array>) {
    count += piece.byteLength;
    if (count > 1000) break;
  }
  await expect.poll(openDescriptors).toBe(before);
});

test('a FormData is sent with its files, names given twice included', async () => {
  const form = new FormData();
  form.append('tag', 'a');
  form.append('tag', 'b');
  form.append('image', new File([pngOf(70_000)], 'cat.png', { type: 'image/png' }));
  form.append('raw', new Blob([pngOf(3)]));
  const body = formBody(form);
  const { parts, bytes } = await parseForm(body);
  expect(parts.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
    { field: 'image', file: fileOf(pngOf(70_000)) },
    { field: 'raw', file: fileOf(pngOf(3), 'blob', 'application/octet-stream') },
    { field: 'tag', value: 'a' },
    { field: 'tag', value: 'b' },
  ]);
  expect(body.length).toBe(bytes);
});

for (const [name, form] of [
  ['a text', 'a=1'],
  ['null', null],
  ['a list of texts', ['a']],
] as const) {
  test(`a form that is ${name} is refused`, () => {
    expect(() => formBody(form as never)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
}
