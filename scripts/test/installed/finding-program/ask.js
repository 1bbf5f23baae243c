// A program of somebody else: it knows no provider, only names of models. `found-providers.test.ts` installs and runs it.
import process from 'node:process';
import { startAnthropicEmulator } from '@plugboard/anthropic-emulator';
import { Client, file, formatResolution } from '@plugboard/core';
import { startRekaEmulator } from '@plugboard/reka-emulator';

const [image = '', ...models] = process.argv.slice(2);
const emulator = await startRekaEmulator();
process.env['REKA_BASE_URL'] = emulator.url;
process.env['REKA_ACCESS_TOKEN'] = emulator.accessToken;
const claude = await startAnthropicEmulator();
process.env['ANTHROPIC_BASE_URL'] = claude.url;
process.env['ANTHROPIC_API_KEY'] = claude.apiKey;
process.env['ACME_URL'] = `${emulator.url}/v1`;
process.env['ACME_KEY'] = emulator.apiKey;

/** @type {string[]} */
const imported = [];
const client = new Client({
  logger: { debug: (message) => void (message.startsWith('Importing') && imported.push(message)), warn: () => {} },
});
const answers = [];
for (const model of models) {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: 'What can you see in the image?' }],
    image: file(image),
    stream: true,
  });
  const text = await stream.finalText();
  answers.push({ text, provider: stream.resolution.provider, table: formatResolution(await client.explain(model)) });
}
await client.close();
await emulator.close();
await claude.close();
process.stdout.write(JSON.stringify({ answers, imported }));
