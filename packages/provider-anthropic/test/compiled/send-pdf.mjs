// send-pdf.mjs <url> <small PDF> <large PDF>: prints the bytes by which the memory of this process grows while the large one is sent.
import process, { argv, stdout } from 'node:process';
import { Client, file } from '@plugboard/core';
import { anthropic } from '@plugboard/provider-anthropic';

const [, , baseUrl, small = '', large = ''] = argv;
const provider = anthropic({ apiKey: 'fake-key', baseUrl, uploadAbove: false });
const client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });

/** @param {string} path */
async function send(path) {
  const content = /** @type {const} */ ([
    { type: 'text', text: 'What does it say?' },
    { type: 'file', file: { file_data: file(path, { type: 'application/pdf' }) } },
  ]);
  await client.chat.completions.create({ model: 'claude-opus-5', messages: [{ role: 'user', content }] });
}

// What the first call of a process loads is no growth.
await send(small);
globalThis.gc?.();
const before = process.memoryUsage.rss();
let peak = before;
const timer = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 2);
await send(large);
clearInterval(timer);
stdout.write(String(Math.max(peak, process.memoryUsage.rss()) - before));
await client.close();
