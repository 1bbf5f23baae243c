import { execFile, execFileSync } from 'node:child_process';
import fs, { createReadStream, renameSync, rmSync, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMedia } from '../../src/media/open-media.ts';
import { collect, failureOf } from './collect.ts';
import { openDescriptors, pngOf, temporaryFile, temporaryFolder } from './sample-files.ts';

const content = pngOf(9000);
const openInput = (stream: ReadStream) => openMedia(stream, { label: 'image 1', kind: 'image' });

async function opened(path: string): Promise<ReadStream> {
  const stream = createReadStream(path);
  await new Promise((resolve) => stream.once('open', resolve));
  return stream;
}

function pipeOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  execFile('sh', ['-c', 'cat "$0" > "$1"', temporaryFile(bytes), path]);
  return path;
}

const once: Readonly<Record<string, () => ReadStream | Promise<ReadStream>>> = {
  'of a pipe': () => createReadStream(pipeOf(content)),
  'of a pipe that is open already': () => opened(pipeOf(content)),
  'with a file system of its own': () => {
    const other = temporaryFile(content);
    const open = (_: string, ...rest: readonly never[]): void => Reflect.apply(fs.open, undefined, [other, ...rest]);
    return createReadStream(temporaryFile('not this one'), { fs: { ...fs, open: open as typeof fs.open } });
  },
  'whose file is gone': async () => {
    const path = temporaryFile(content);
    const stream = await opened(path);
    rmSync(path);
    return stream;
  },
  'whose path leads to another file by now': async () => {
    const path = temporaryFile(content);
    const stream = await opened(path);
    renameSync(temporaryFile('not this one'), path);
    return stream;
  },
};

test.each(Object.entries(once))('a ReadStream %s is read itself, once', async (_, make) => {
  const before = openDescriptors();
  const stream = await make();
  const media = await openInput(stream).load();
  expect(Buffer.compare(await collect(media.stream()), content)).toBe(0);
  expect(media).toMatchObject({ type: 'image/png', readable: false });
  expect(await failureOf(() => media.stream())).toMatchObject({
    message: expect.stringContaining('already been read'),
  });
  expect(await failureOf(() => openInput(stream))).toMatchObject({
    message: expect.stringContaining('already been read'),
  });
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before);
});

test('a pipe has no name that could be that of a file', async () => {
  const media = await openInput(createReadStream(pipeOf(content))).load();
  expect(media.name).toBe('image.png');
  await collect(media.stream());
});

test('the file system of Node is no other one for being given', async () => {
  const media = await openInput(createReadStream(temporaryFile(content), { fs: { ...fs } })).load();
  expect(media.readable).toBe(true);
  expect(await collect(media.stream())).toHaveLength(9000);
  expect(await collect(media.stream())).toHaveLength(9000);
});

test('a ReadStream that was let go unread can be passed again', async () => {
  const stream = createReadStream(temporaryFile(content));
  openInput(stream).release();
  expect(await collect((await openInput(stream).load()).stream())).toHaveLength(9000);
});
