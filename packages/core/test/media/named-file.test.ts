import { dirname } from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openMedia } from '../../src/media/open-media.ts';
import type { MediaInput } from '../../src/media/media-input.ts';
import { file, NamedFile } from '../../src/media/named-file.ts';
import { collect, failureOf } from './collect.ts';
import { onePixelPng, temporaryFile } from './sample-files.ts';

const openInput = (input: unknown) => openMedia(input as MediaInput, { label: 'image 1' });
const make = (path: unknown, options?: unknown): NamedFile => file(path as string, options as { type?: string });

test('a file is opened by its path, under its name and with the type that was given', async () => {
  const named = file(temporaryFile(Buffer.of(1, 2, 3), 'scan.raw'), { type: 'IMAGE/X-Raw; a=b' });
  expect(named).toBeInstanceOf(NamedFile);
  const media = await openInput(named).load();
  expect(media).toMatchObject({ kind: 'image', type: 'image/x-raw', name: 'scan.raw', size: 3, readable: true });
  expect(await collect(media.stream())).toEqual(Buffer.of(1, 2, 3));
});

test('a relative path belongs to the working folder of the moment', async () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(dirname(temporaryFile(onePixelPng)));
  const named = file('cat.png');
  process.chdir(before);
  expect(await openInput(named).load()).toMatchObject({ name: 'cat.png', size: onePixelPng.length });
});

test.each([
  ['an empty path', '', undefined, /its path is not a string, or is empty/],
  ['a number', 7, undefined, /its path is not a string/],
  ['a URL object', new URL('file:///cat.png'), undefined, /as it is, without file\(\)/],
  ['a path with NUL', 'a\0.png', undefined, /NUL/],
  ['a type with a line break', 'a.png', { type: 'image/png\r\nx: y' }, /not a MIME type/],
  ['a type that is an object', 'a.png', { type: { toString: (): string => 'image/png' } }, /not a MIME type/],
  ['a type that is only a word', 'a.png', { type: 'png' }, /not a MIME type/],
])('%s names no file', async (_, path, options, message) => {
  const error = await failureOf(() => make(path, options));
  expect(error).toMatchObject({ code: 'input_invalid', phase: 'setup' });
  expect(error.message).toMatch(/^Cannot use file\(\): /);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('x: y');
});

test('the value of another installed copy names a file, too', async () => {
  vi.resetModules();
  const other = await import('../../src/media/named-file.ts');
  const named = other.file(temporaryFile(onePixelPng));
  expect(named).not.toBeInstanceOf(NamedFile);
  expect(await openInput(named).load()).toMatchObject({ type: 'image/png', name: 'cat.png' });
});

test('a value of another copy is checked as if it were our own', async () => {
  const key = Symbol.for('plugboard.named-file');
  for (const named of [{ path: 7 }, { path: '' }, { path: 'a\0' }, { path: 'a.png', type: 'png' }, {}, 'cat.png', null])
    expect(await failureOf(() => openInput({ [key]: named }))).toMatchObject({
      code: 'input_invalid',
      message: expect.stringMatching(/^Cannot use image 1: /),
    });
});

test('copies of the value name nothing, and it shows no path', async () => {
  const path = temporaryFile(onePixelPng);
  const named = file(path);
  expect(JSON.stringify(named)).toBe('{"kind":"named-file"}');
  expect(inspect(named)).not.toContain(path);
  for (const copy of [JSON.parse(JSON.stringify(named)), structuredClone(named), { ...named }])
    expect((await failureOf(() => openInput(copy))).message).toContain('Pass file(path) of @plugboard/core');
});

test('the type of a file refuses a plain object with a path', () => {
  // @ts-expect-error A plain object with a path is not a file.
  const input: MediaInput = { path: 'cat.png' };
  expect(() => openInput(input)).toThrow('file(path)');
});
