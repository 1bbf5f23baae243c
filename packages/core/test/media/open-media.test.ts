import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setImmediate as tick } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { file } from '../../src/media/named-file.ts';
import { collect, failureOf } from './collect.ts';
import { onePixelPng, openDescriptors, temporaryFile, temporaryFolder } from './sample-files.ts';

const openInput = (input: unknown) => openMedia(input as MediaInput, { label: 'image 2', kind: 'image' });

const impossible: readonly (readonly [string, unknown, RegExp])[] = [
  ['null', null, /it is null/],
  ['undefined', undefined, /it is undefined/],
  ['a number', 7, /it is number/],
  ['a function', () => 'cat.png', /it is function/],
  ['a relative path', 'cat.png', /never a path\. For a file on disk pass file\(path\)/],
  ['an absolute path', '/home/someone/cat.png', /never a path/],
  ['a path of Windows', 'C:\\cats\\cat.png', /never a path/],
  ['a path of Windows with slashes', 'C:/cats/cat.png', /never a path/],
  ['an empty string', '', /never a path/],
  ['bare base64', Buffer.from(onePixelPng).toString('base64'), /not a URL/],
  ['a file: URL in a string', 'file:///etc/hosts', /never read from disk\. For a file on disk pass file\(path\)/],
  ['a file: URL in capitals', 'FILE:///etc/hosts', /never read from disk/],
  ['a file: URL between blanks', ' \tfile:///etc/hosts\n', /never read from disk/],
  ['a file: URL with a line break in its scheme', 'fi\nle:///etc/hosts', /not a URL/],
  ['a file: URL without slashes', 'file:cat.png', /never read from disk/],
  ['another scheme', 'ftp://example.test/cat.png', /scheme "ftp:"/],
  ['a javascript: URL', 'javascript:alert(1)', /scheme "javascript:"/],
  ['another scheme as URL', new URL('blob:nodedata:1'), /scheme "blob:"/],
  ['a URL without host', 'https://', /URL is not valid/],
  ['a URL with a line break', 'https://example.test/a\r\nx', /contains a line break/],
  ['a URL with a space in its host', 'https://example .test/a', /has a space in its host/],
  ['a URL with a password', 'https://user:fake-password@example.test/', /user name or password/],
  ['a URL object with a user', new URL('https://user@example.test/'), /user name or password/],
  ['a file: URL of another machine', new URL('file://other/cat.png'), /not a path on this machine/],
  ['a plain object', { url: 'https://example.test/' }, /object is not a file/],
  ['an array', [onePixelPng], /object is not a file/],
  ['a promise', Promise.resolve(onePixelPng), /promise. Await it/],
  [
    'a plain object with a path',
    { path: '/home/someone/cat.png', type: 'image/png' },
    /never read from disk\. Pass file\(path\)/,
  ],
  ['an object with then', JSON.parse('{ "then": "now" }'), /object is not a file/],
  ['a data: URL without comma', 'data:image/png;base64', /no comma/],
  ['a data: URL with a bad type', 'data:image,AA', /not a MIME type/],
  ['a data: URL with bad base64', 'data:image/png;base64,not~base64', /not valid base64/],
  ['a Writable', new Writable(), /object is not a file/],
];

test.each(impossible)('%s is refused at once', async (_, input, message) => {
  const error = await failureOf(() => openInput(input));
  expect(error).toMatchObject({ code: 'input_invalid', phase: 'setup', retryable: false });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^Cannot use image 2: /);
  expect(`${error.message}${error.stack}`).not.toMatch(/someone|fake-password|not~base64|iVBORw|x: y/);
});

test('http and https URLs stay as they are, for the service to fetch', async () => {
  const url = 'https://example.test/a|b?c=d e'.replace(' ', '%20');
  expect(openInput(url).remoteUrl).toBe(url);
  expect(openInput(new URL('http://example.test')).remoteUrl).toBe('http://example.test/');
  expect(openInput('HTTPS://example.test/').remoteUrl).toBe('HTTPS://example.test/');
  expect(openInput(file('cat.png')).remoteUrl).toBeUndefined();
  expect(await failureOf(() => openInput(url).load())).toMatchObject({ code: 'input_invalid' });
});

test.each([
  ['a blank', 'https://example.test/a cat.png?q=a b', 'https://example.test/a%20cat.png?q=a%20b'],
  [
    'another kind of blank',
    'https://example.test/a\u00a0cat\u3000.png',
    'https://example.test/a%C2%A0cat%E3%80%80.png',
  ],
  ['blanks around it', ' https://example.test/cat.png\n', 'https://example.test/cat.png'],
  [
    'characters that parsers would change',
    'https://EXAMPLE.test/a|b/../ü"?s=%7e',
    'https://EXAMPLE.test/a|b/../ü"?s=%7e',
  ],
])('of a URL with %s only the blanks are encoded', (_, given, sent) => {
  expect(openInput(given).remoteUrl).toBe(sent);
});

test('blanks around a data: URL are left out', async () => {
  const url = ` data:;base64,${Buffer.from(onePixelPng).toString('base64')}\n`;
  expect(await openInput(url).load()).toMatchObject({ type: 'image/png', size: onePixelPng.length });
});

test('a relative path belongs to the working directory of the call', async () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(dirname(temporaryFile(onePixelPng)));
  const opened = openInput(createReadStream('cat.png'));
  process.chdir(before);
  expect(await opened.load()).toMatchObject({ name: 'cat.png', size: onePixelPng.length });
});

test('a ReadStream of a missing file fails the call and nothing else', async () => {
  const uncaught: unknown[] = [];
  const listen = (error: unknown): void => void uncaught.push(error);
  process.on('uncaughtException', listen);
  onTestFinished(() => void process.off('uncaughtException', listen));
  const path = join(temporaryFolder(), 'missing.png');
  for (const options of [{}, { start: 3 }]) {
    const opened = openInput(createReadStream(path, options));
    await tick();
    const error = await failureOf(() => opened.load());
    expect(error.message).toContain(`there is no file "${path}"`);
    expect(error).toMatchObject({ code: 'input_invalid', cause: { code: 'ENOENT' } });
    expect(await failureOf(() => opened.load())).toBe(error);
  }
  openInput(createReadStream(path)).release();
  await failureOf(() => openInput(createReadStream(path, { encoding: 'utf8' })));
  await failureOf(() => openInput(createReadStream(path).destroy()));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(uncaught).toEqual([]);
});

test('streams that nobody reads are let go', async () => {
  const path = temporaryFile(onePixelPng);
  const before = openDescriptors();
  const returned: string[] = [];
  const streams = [createReadStream(path), createReadStream(path, { start: 1 }), new PassThrough()];
  const web = new ReadableStream<Uint8Array>({ cancel: () => void returned.push('web') });
  const iterable: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: onePixelPng }),
      return: async () => {
        returned.push('iterable');
        return { done: true, value: undefined };
      },
    }),
  };
  for (const input of [...streams, web, iterable]) {
    const opened = openInput(input);
    opened.release();
    opened.release();
  }
  await tick();
  expect(streams.every((stream) => stream.destroyed)).toBe(true);
  expect(returned).toEqual(['web', 'iterable']);
  await expect.poll(openDescriptors).toBe(before);
});

const used: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  'a destroyed stream': () => new PassThrough().destroy(),
  'a destroyed ReadStream': () => createReadStream(temporaryFile(onePixelPng)).destroy(),
  'a stream that was read': async () => {
    const stream = Readable.from([onePixelPng]);
    await collect(stream);
    return stream;
  },
  'a stream that was read in part': async () => {
    const stream = createReadStream(temporaryFile(onePixelPng));
    stream.once('readable', () => stream.read(4));
    await expect.poll(() => stream.bytesRead).toBeGreaterThan(0);
    onTestFinished(() => void stream.destroy());
    return stream;
  },
  'a stream that flows': () => new PassThrough().on('data', () => {}),
  'a stream with an encoding': () => new PassThrough().setEncoding('utf8'),
  'a locked web stream': () => {
    const stream = new Blob([onePixelPng]).stream();
    stream.getReader();
    return stream;
  },
  'a web stream that was read in part': async () => {
    const stream = new Blob([onePixelPng]).stream();
    const reader = stream.getReader();
    await reader.read();
    reader.releaseLock();
    return stream;
  },
  'a closed FileHandle': async () => {
    const handle = await open(temporaryFile(onePixelPng));
    await handle.close();
    return handle;
  },
};

test.each(Object.entries(used))('%s is refused at once', async (_, make) => {
  const input = await make();
  expect(await failureOf(() => openInput(input))).toMatchObject({ code: 'input_invalid' });
});

test('a destroyed stream has a cause only if there was one', async () => {
  expect((await failureOf(() => openInput(new PassThrough().destroy()))).cause).toBeUndefined();
  const failed = new PassThrough().on('error', () => {});
  failed.destroy(Object.assign(new Error('fake-secret'), { code: 'EIO' }));
  expect((await failureOf(() => openInput(failed))).cause).toMatchObject({ name: 'Error', code: 'EIO' });
});

test('a one-shot source serves one part only', async () => {
  const generator = (async function* () {
    yield onePixelPng;
  })();
  const inputs = [Readable.from([onePixelPng]), new Blob([onePixelPng]).stream(), generator];
  for (const input of inputs) {
    const first = openInput(input);
    expect(await failureOf(() => openInput(input))).toMatchObject({ code: 'input_invalid' });
    expect(await collect((await first.load()).stream())).toEqual(Buffer.from(onePixelPng));
  }
});

test('a re-readable source serves any number of parts and calls', async () => {
  const path = temporaryFile(onePixelPng);
  const inputs = [createReadStream(path), file(path), pathToFileURL(path), onePixelPng, new Blob([onePixelPng])];
  for (const input of inputs) {
    const [first, second] = [openInput(input), openInput(input)];
    for (const media of [await first.load(), await second.load()])
      expect(await collect(media.stream())).toEqual(Buffer.from(onePixelPng));
    first.release();
    expect(await collect((await openInput(input).load()).stream())).toEqual(Buffer.from(onePixelPng));
  }
});

test('a ReadStream that is open already is read by its path', async () => {
  const stream = createReadStream(temporaryFile(onePixelPng));
  await new Promise((resolve) => stream.once('open', resolve));
  const media = await openInput(stream).load();
  await collect(media.stream());
  expect(media.readable).toBe(true);
});

test('a ReadStream of a descriptor is not mistaken for the path that it carries', async () => {
  const handle = await open(temporaryFile(onePixelPng));
  onTestFinished(() => handle.close());
  const stream = createReadStream(temporaryFile('another file'), { fd: handle.fd, autoClose: false });
  const media = await openInput(stream).load();
  expect(await collect(media.stream())).toEqual(Buffer.from(onePixelPng));
  expect(media.readable).toBe(false);
});
