import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from '@plugboard/core';
import { expect, test } from 'vitest';
import { startRekaEmulator } from '../src/emulator/index.ts';
import { reka } from '../src/index.ts';

const photo = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));

test('the main job: a photograph is uploaded and the answer streams', async () => {
  await using emulator = await startRekaEmulator();
  await using client = new Client({
    provider: reka({ baseUrl: emulator.url, cookies: emulator.cookies }),
    config: false,
  });

  const stream = await client.chat.completions.create({
    model: 'reka-core',
    messages: [{ role: 'user', content: 'What can you see in the image?' }],
    image: createReadStream(photo),
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';

  expect(text).toMatch(/tabby cat/i);
  expect(emulator.uploads).toHaveLength(1);
  expect(emulator.uploads[0]).toMatchObject({
    size: 30_967,
    sha256: 'ea31329538308bf5a87d5a4a38c30aa2eaeabac83ea26ed3105227dfbae2712b',
  });
});
