import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client, type Progress } from '@plugboard/core';
import { reka } from '@plugboard/provider-reka';
import { startRekaEmulator } from '@plugboard/reka-emulator';
import { expect, test } from 'vitest';
import { parts, progress, shortForm } from '../snippets/media.ts';
import { acme } from './acme.ts';
import { rejection, talkingService, workWithCat } from './surroundings.ts';

test('each way to pass a picture sends the same bytes', async () => {
  await workWithCat();
  await using emulator = await startRekaEmulator();
  await using client = new Client({
    provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }),
    config: false,
    discover: false,
  });
  const seen: Progress[] = [];
  for (const completion of [
    await shortForm(client),
    await parts(client),
    await progress(client, (one) => seen.push(one)),
  ]) {
    expect(completion.choices[0]?.message.content).toContain('cat');
  }
  const sha256 = createHash('sha256')
    .update(await readFile('cat.jpeg'))
    .digest('hex');
  const file = { name: 'cat.jpeg', type: 'image/jpeg', size: 30_967, sha256 };
  expect(emulator.uploads).toMatchObject([file, file, file]);
  expect(seen.at(-1)).toEqual({ phase: 'upload', index: 0, sent: 30_967, total: 30_967 });
});

test('a remote URL is refused where the service does not fetch it', async () => {
  const server = await talkingService('Hello!');
  await using client = new Client({ provider: acme({ baseUrl: server.origin }), config: false, discover: false });
  const failure = await rejection(
    client.chat.completions.create({
      model: 'acme-large',
      messages: [{ role: 'user', content: 'What is it?' }],
      image: 'https://images.test/cat.jpeg',
    }),
  );
  expect(failure).toMatchObject({ code: 'unsupported' });
  expect(server.requests).toEqual([]);
});

test('a plain string that is a path is refused with the way to write it', async () => {
  await using client = new Client({
    provider: acme({ baseUrl: 'http://127.0.0.1:9' }),
    config: false,
    discover: false,
  });
  const failure = await rejection(
    client.chat.completions.create({
      model: 'acme-large',
      messages: [{ role: 'user', content: '?' }],
      image: 'cat.jpeg',
    }),
  );
  const message = failure instanceof Error ? failure.message : '';
  await expect(`${message}\n`).toMatchFileSnapshot('../snippets/output/path-as-text.txt');
});
