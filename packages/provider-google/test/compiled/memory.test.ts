import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';

const mebibyte = 1024 * 1024;

/** Sends one file, so that all code is there, then the others, and prints the bytes by which the process grew with these. */
const program = `
  import { Client, file } from '@plugboard/core';
  import { google } from '@plugboard/provider-google';
  const [baseUrl, uploadAbove, small, ...large] = process.argv.slice(1);
  const provider = google({ apiKey: 'fake-key', baseUrl, uploadAbove: uploadAbove === 'false' ? false : undefined });
  const client = new Client({ provider, config: false, discover: false });
  const ask = (...paths) => client.chat.completions.create({
    model: 'gemini-3.8-flash', messages: [{ role: 'user', content: 'What is it?' }], images: paths.map((path) => file(path)) });
  await ask(small);
  globalThis.gc();
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 2);
  await ask(...large);
  clearInterval(timer);
  console.log(Math.max(peak, process.memoryUsage.rss()) - before);
  await client.close();
`;

/** Writes PDFs, has the program send them, and gives what it says. The first one is small. */
async function growthWith(baseUrl: string, mebibytes: readonly number[], uploadAbove?: false): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-google-'));
  try {
    const paths = await Promise.all(
      [2, ...mebibytes].map(async (size, index) => {
        const path = join(folder, `${index}.pdf`);
        await writeFile(path, Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(size * mebibyte - 9)]));
        return path;
      }),
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      // V8 needs about 28 MB to optimize the HTTP parser, once in a process, whoever sends what.
      [
        '--expose-gc',
        '--liftoff-only',
        '--input-type=module',
        '--eval',
        program,
        baseUrl,
        String(uploadAbove),
        ...paths,
      ],
      { cwd: fileURLToPath(new URL('../../', import.meta.url)) },
    );
    return Number(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const answer = { candidates: [{ content: { parts: [{ text: 'A page.' }] }, finishReason: 'STOP' }] };

test('a PDF of 20 MB inside a request lets the memory grow by at most 16 MB', async () => {
  await using server = await startScriptedServer();
  server.on({}, [sse([answer])]);
  const growth = await growthWith(server.origin, [20], false);
  expect(server.requests.at(-1)?.body.length).toBeGreaterThan(20 * mebibyte * (4 / 3));
  expect(growth).toBeGreaterThan(0);
  expect(growth).toBeLessThanOrEqual(16 * mebibyte);
}, 60_000);

test('of ten PDFs that together do not fit into a request the largest are uploaded, and memory stays as flat', async () => {
  await using server = await startScriptedServer();
  server.on({}, [sse([answer])]);
  server.on(
    { path: '/upload/v1beta/files' },
    status(200, undefined, { 'x-goog-upload-url': `${server.origin}/bytes` }),
  );
  server.on({ path: '/bytes' }, status(200, { file: { uri: `${server.origin}/v1beta/files/a`, state: 'ACTIVE' } }));
  const growth = await growthWith(server.origin, [7, 7, 7, 8, 7, 7, 7, 7, 8, 7]);
  const uploaded = server.requests.filter(({ path }) => path === '/bytes').map(({ body }) => body.length);
  expect(uploaded).toEqual([8 * mebibyte]);
  expect(server.requests.at(-1)?.body.length).toBeLessThan(100_000_000);
  expect(growth).toBeGreaterThan(0);
  expect(growth).toBeLessThanOrEqual(16 * mebibyte);
}, 60_000);
