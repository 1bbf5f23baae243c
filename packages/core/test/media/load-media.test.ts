import { execFileSync } from 'node:child_process';
import { appendFileSync, openAsBlob, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { file } from '../../src/media/named-file.ts';
import { collect, failureOf } from './collect.ts';
import { onePixelPng, openDescriptors, pngOf, temporaryFile, temporaryFolder } from './sample-files.ts';

const openInput = (input: unknown, maxFileBytes?: number) =>
  openMedia(input as MediaInput, { label: 'image 1', kind: 'image', maxFileBytes });

const unusable: Readonly<Record<string, readonly [() => unknown, RegExp, string?]>> = {
  'a missing file': [() => file(join(temporaryFolder(), 'a.png')), /there is no file ".*a\.png"/, 'ENOENT'],
  'a path below a file': [() => file(join(temporaryFile('x'), 'a.png')), /there is no file/, 'ENOTDIR'],
  'a folder': [() => file(temporaryFolder()), /is a folder/],
  'a pipe': [() => file(pipe()), /is a pipe/],
  'a device': [() => file('/dev/zero'), /is a device/],
  'an endless link': [() => file(endlessLink()), /too many symbolic links/, 'ELOOP'],
  'an overlong name': [() => file(`/${'a'.repeat(300)}`), /does not accept a name as long/, 'ENAMETOOLONG'],
  'an empty file': [() => file(temporaryFile('')), /is empty/],
  'no bytes': [() => new Uint8Array(0), /is empty/],
  'an empty Blob': [() => new Blob([]), /is empty/],
  'an empty data: URL': [() => 'data:image/png;base64,', /is empty/],
  'an empty stream': [() => Readable.from([]), /is empty/],
  'a stream of text': [() => Readable.from(['text']), /yields text instead of bytes/],
  'a stream of objects': [() => Readable.from([{ a: 1 }]), /yields objects instead of bytes/],
  'a stream of numbers': [() => numbers(), /yields numbers instead of bytes/],
  'an unreadable iterable': [() => ({ [Symbol.asyncIterator]: () => failing('open') }), /source failed/],
};

function pipe(): string {
  const path = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

function endlessLink(): string {
  const path = join(temporaryFolder(), 'link.png');
  symlinkSync(path, path);
  return path;
}

async function* numbers(): AsyncGenerator<number> {
  yield 1;
}

function failing(secret: string): never {
  throw new Error(`fake-secret ${secret}`);
}

test.each(Object.entries(unusable))('%s is refused before anything is sent', async (_, [make, message, code]) => {
  const before = openDescriptors();
  const opened = openInput(make());
  const error = await failureOf(() => opened.load());
  expect(error).toMatchObject({ code: 'input_invalid', phase: 'setup' });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^Cannot use image 1: /);
  expect(Reflect.get(Object(error.cause), 'code')).toBe(code);
  expect(JSON.stringify([error.message, String(error.cause), error.stack])).not.toContain('fake-secret');
  await expect.poll(openDescriptors).toBe(before);
});

test('the limit of bytes holds for every kind of source', async () => {
  const inputs: readonly (() => unknown)[] = [
    () => file(temporaryFile(pngOf(5000))),
    () => pngOf(5000),
    () => new Blob([pngOf(5000)]),
    () => Readable.from([pngOf(5000).subarray(0, 4200), pngOf(800)]),
  ];
  for (const make of inputs) {
    for (const limit of [5000, 5001]) {
      const media = await openInput(make(), limit).load();
      expect(await collect(media.stream())).toHaveLength(5000);
    }
    const error = await failureOf(async () => collect((await openInput(make(), 4999).load()).stream()));
    expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('4999') });
  }
});

test('a file of more than 2 GiB is refused by default', async () => {
  const path = temporaryFile(onePixelPng);
  truncateSync(path, 2 * 1024 ** 3);
  expect(await openInput(file(path)).load()).toMatchObject({ size: 2 * 1024 ** 3 });
  truncateSync(path, 2 * 1024 ** 3 + 1);
  expect(await failureOf(() => openInput(file(path)).load())).toMatchObject({ code: 'input_invalid' });
});

const changes: Readonly<Record<string, (path: string) => void>> = {
  truncated: (path) => truncateSync(path, 1000),
  emptied: (path) => truncateSync(path, 0),
  longer: (path) => appendFileSync(path, 'more'),
  'written anew': (path) => {
    writeFileSync(path, pngOf(600_000).fill(7, 100));
    utimesSync(path, 1, 1);
  },
};

test.each(Object.entries(changes))('a file that is %s after it was looked at is not sent', async (_, change) => {
  for (const wrap of [(path: string) => file(path), (path: string) => openAsBlob(path)]) {
    const path = temporaryFile(pngOf(600_000));
    const media = await openInput(await wrap(path)).load();
    change(path);
    const before = openDescriptors();
    const pieces: Uint8Array[] = [];
    const error = await failureOf(async () => {
      for await (const piece of media.stream()) pieces.push(piece);
    });
    expect(error).toMatchObject({
      code: 'input_invalid',
      message: expect.stringContaining('changed while it was read'),
    });
    expect(pieces).toEqual([]);
    await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
  }
});

test.each(Object.entries(changes))('a file that is %s while it is read never arrives whole', async (_, change) => {
  const path = temporaryFile(pngOf(600_000));
  const media = await openInput(file(path)).load();
  let count = 0;
  const error = await failureOf(async () => {
    for await (const piece of media.stream()) {
      if (count === 0) change(path);
      count += piece.byteLength;
    }
  });
  expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('changed while it was read') });
  expect(count).toBeLessThan(600_000);
});

test('a file that is gone when it should be read is refused', async () => {
  const path = temporaryFile(onePixelPng);
  const media = await openInput(file(path)).load();
  rmSync(dirname(path), { recursive: true });
  expect(await failureOf(() => collect(media.stream()))).toMatchObject({ code: 'input_invalid' });
});

test('memory that was handed to somebody else while the call ran is not sent', async () => {
  const bytes = pngOf(600_000);
  const media = await openInput(bytes).load();
  structuredClone(bytes, { transfer: [bytes.buffer] });
  expect(await failureOf(() => collect(media.stream()))).toMatchObject({ code: 'input_invalid' });
});

test('a reader that stops early leaves no descriptor open', async () => {
  const before = openDescriptors();
  const media = await openInput(file(temporaryFile(pngOf(600_000)))).load();
  for (let round = 0; round < 20; round += 1) {
    for await (const piece of media.stream()) if (piece.byteLength > 0) break;
  }
  const unfinished = media.stream()[Symbol.asyncIterator]();
  await unfinished.next();
  await unfinished.return?.();
  expect(openDescriptors()).toBe(before);
});

test('a source that fails in the middle fails the read and is destroyed', async () => {
  const stream = new PassThrough();
  stream.write(pngOf(9000));
  const media = await openInput(stream).load();
  const error = await failureOf(async () => {
    for await (const piece of media.stream())
      if (piece.byteLength > 0) stream.destroy(Object.assign(new Error('fake-secret'), { code: 'EIO' }));
  });
  expect(error).toMatchObject({ code: 'input_invalid', cause: { name: 'Error', code: 'EIO' } });
  expect(`${error.message}${String(error.cause)}`).not.toContain('fake-secret');
  expect(stream.destroyed).toBe(true);
});

test('a reader that stops early destroys a one-shot source', async () => {
  const stream = Readable.from([pngOf(9000), pngOf(9000)]);
  const media = await openInput(stream).load();
  for await (const piece of media.stream()) if (piece.byteLength > 0) break;
  expect(stream.destroyed).toBe(true);
  expect(media.readable).toBe(false);
  expect(await failureOf(() => media.stream())).toMatchObject({ code: 'input_invalid' });
});

test('of two readers of a one-shot source the second fails', async () => {
  const media = await openInput(Readable.from([pngOf(9000)])).load();
  const [first, second] = [media.stream(), media.stream()];
  expect(await collect(first)).toEqual(Buffer.from(pngOf(9000)));
  expect(await failureOf(() => collect(second))).toMatchObject({ code: 'input_invalid' });
});

test('a file that is no media ends its source', async () => {
  const stream = Readable.from([Buffer.from('<html></html>'), pngOf(9000)], { objectMode: false });
  await failureOf(() => openInput(stream).load());
  expect(stream.destroyed).toBe(true);
});

test('a source that is let go while it is read never passes for complete', async () => {
  let cancelled = false;
  const web = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(pngOf(9000)),
    cancel: () => void (cancelled = true),
  });
  const stalled = new PassThrough();
  stalled.write(pngOf(9000));
  for (const input of [web, stalled]) {
    const opened = openInput(input);
    const media = await opened.load();
    const reading = failureOf(() => collect(media.stream()));
    setTimeout(() => opened.release(), 5);
    expect(await reading).toMatchObject({ code: 'input_invalid' });
  }
  expect(cancelled).toBe(true);
  expect(stalled.destroyed).toBe(true);
});

test('a stream that ends within its head knows its size', async () => {
  const media = await openInput(
    Readable.from([onePixelPng.subarray(0, 5), new Uint8Array(0), onePixelPng.subarray(5)]),
  ).load();
  expect(media).toMatchObject({ size: onePixelPng.length, readable: true });
  expect(await collect(media.stream())).toEqual(Buffer.from(onePixelPng));
});

test('a source that uses the same memory for every piece is looked at as it was', async () => {
  const content = pngOf(9000);
  const reusing = async function* (): AsyncGenerator<Uint8Array> {
    const memory = Buffer.alloc(1000);
    for (let offset = 0; offset < content.length; offset += memory.length) {
      memory.set(content.subarray(offset, offset + memory.length));
      yield memory;
    }
  };
  const media = await openInput(reusing()).load();
  expect(media.type).toBe('image/png');
  const pieces: Uint8Array[] = [];
  for await (const piece of media.stream()) pieces.push(Uint8Array.from(piece));
  expect(Buffer.compare(Buffer.concat(pieces), content)).toBe(0);
});

test('a huge piece of a stream arrives as it is', async () => {
  const huge = pngOf(3_000_000);
  const media = await openInput(Readable.from([huge])).load();
  expect(Buffer.compare(await collect(media.stream()), huge)).toBe(0);
});

test('nothing is unhandled when a stream fails before and after it is looked at', async () => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));
  const errored = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error('fake')) });
  await failureOf(() => openInput(errored).load());
  const late = new PassThrough();
  late.write(pngOf(9000));
  const opened = openInput(late);
  await opened.load();
  late.destroy(new Error('fake'));
  opened.release();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unhandled).toEqual([]);
});
