import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startRekaEmulator, type RekaEmulator } from '../src/index.ts';

const pieces = 20;
const boundary = 'fake-boundary';
const piece = Buffer.alloc(64 * 1024, 'x');
const head = Buffer.from(
  `--${boundary}\r\ncontent-disposition: form-data; name="image"; filename="a.jpeg"\r\ncontent-type: image/jpeg\r\n\r\n`,
);

/** Sends a body piece by piece to its end, also while the answer is there, and gives the status that arrived. */
async function sendSlowly(emulator: RekaEmulator, path: string, headers: Record<string, string>): Promise<number> {
  const socket = connect(Number(new URL(emulator.url).port), '127.0.0.1');
  let answer = '';
  let failure: Error | undefined;
  socket.on('data', (bytes: Buffer) => void (answer += bytes.toString()));
  socket.on('error', (error) => void (failure = error));
  const lines = Object.entries({
    host: 'emulator',
    'content-length': String(head.length + pieces * piece.length),
    ...headers,
  });
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  socket.write(head);
  for (let sent = 0; sent < pieces && failure === undefined; sent++) {
    socket.write(piece);
    await delay(1);
  }
  socket.end();
  await once(socket, 'close');
  expect(failure).toBeUndefined();
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
}

const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };

test.each<[string, number, string, (emulator: RekaEmulator) => Record<string, string>]>([
  ['a file that is too large', 413, '/api/upload-image', (it) => ({ authorization: `Bearer ${it.accessToken}` })],
  ['a missing token', 401, '/api/upload-image', () => ({})],
  ['a missing key', 401, '/v1/chat/completions', () => ({})],
  ['an address that is not known', 404, '/nowhere', () => ({})],
])('%s is refused before the body has arrived, and the sender learns of it', async (_name, status, path, headers) => {
  await using emulator = await startRekaEmulator({ upload: { maxBytes: 1 } });
  expect(await sendSlowly(emulator, path, { ...multipart, ...headers(emulator) })).toBe(status);
});
