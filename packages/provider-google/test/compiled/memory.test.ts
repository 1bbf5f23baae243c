import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';

const mebibyte = 1024 * 1024;

/** Sends two files, the first one so that all code is there, and prints the bytes by which the process grew with the second one. */
const program = `
  import { Client, file } from '@plugboard/core';
  import { google } from '@plugboard/provider-google';
  const [baseUrl, small, large] = process.argv.slice(1);
  const provider = google({ apiKey: 'fake-key', baseUrl, uploadAbove: false });
  const client = new Client({ provider, config: false, discover: false });
  const ask = (path) => client.chat.completions.create({
    model: 'gemini-3.8-flash', messages: [{ role: 'user', content: 'What is it?' }], image: file(path) });
  await ask(small);
  globalThis.gc();
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 2);
  await ask(large);
  clearInterval(timer);
  console.log(Math.max(peak, process.memoryUsage.rss()) - before);
  await client.close();
`;

test('a PDF of 20 MB inside a request lets the memory grow by at most 16 MB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-google-'));
  try {
    await using server = await startScriptedServer();
    const answer = { candidates: [{ content: { parts: [{ text: 'A page.' }] }, finishReason: 'STOP' }] };
    server.on({}, [sse([answer])]);
    const paths = await Promise.all(
      [2, 20].map(async (size) => {
        const path = join(folder, `${size}.pdf`);
        await writeFile(path, Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size * mebibyte)]));
        return path;
      }),
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      // V8 needs about 28 MB to optimize the HTTP parser, once in a process, whoever sends what.
      ['--expose-gc', '--liftoff-only', '--input-type=module', '--eval', program, server.origin, ...paths],
      { cwd: fileURLToPath(new URL('../../', import.meta.url)) },
    );
    expect(server.requests.at(-1)?.body.length).toBeGreaterThan(20 * mebibyte * (4 / 3));
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThanOrEqual(16 * mebibyte);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
