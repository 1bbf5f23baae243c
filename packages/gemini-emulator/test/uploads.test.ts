import { expect, test } from 'vitest';
import type { GeminiEmulator } from '../src/index.ts';
import { start } from './talk.ts';

async function begin(emulator: GeminiEmulator, size: number, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${emulator.url}/upload/v1beta/files`, {
    method: 'POST',
    headers: {
      'x-goog-api-key': emulator.apiKey,
      'content-type': 'application/json',
      'x-goog-upload-protocol': 'resumable',
      'x-goog-upload-command': 'start',
      'x-goog-upload-header-content-length': String(size),
      'x-goog-upload-header-content-type': 'text/plain',
      ...headers,
    },
    body: JSON.stringify({ file: { display_name: 'notes' } }),
  });
}

function send(
  url: string,
  command: string,
  offset: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset), ...headers },
    body,
  });
}

const statusOf = ({ headers }: Response): unknown => headers.get('x-goog-upload-status');

test('bytes may come in pieces, be asked after, and need no key at the address that was handed out', async () => {
  const { emulator } = await start();
  const started = await begin(emulator, 10);
  const url = started.headers.get('x-goog-upload-url') ?? '';
  expect([started.status, statusOf(started), await started.text()]).toEqual([200, 'active', '']);
  expect(statusOf(await send(url, 'upload', 0, 'hello'))).toBe('active');
  const asked = await send(url, 'query', 0, '');
  expect(asked.headers.get('x-goog-upload-size-received')).toBe('5');
  const done = await send(url, 'upload, finalize', 5, 'world');
  expect(statusOf(done)).toBe('final');
  const { file } = (await done.json()) as { file: Record<string, string> };
  expect(file).toMatchObject({ displayName: 'notes', mimeType: 'text/plain', sizeBytes: '10', state: 'ACTIVE' });
  expect(Date.parse(file['expirationTime'] ?? '') - Date.parse(file['createTime'] ?? '')).toBe(48 * 3_600_000);
  expect(emulator.files).toMatchObject([{ size: 10, resource: file['name'] }]);
});

test.each<[name: string, act: (url: string) => Promise<Response>, status: number]>([
  ['the wrong offset', (url) => send(url, 'upload', 3, 'hello'), 400],
  ['too few bytes', (url) => send(url, 'upload, finalize', 0, 'hello'), 400],
  ['too many bytes', (url) => send(url, 'upload, finalize', 0, 'hello, world'), 400],
  ['no command', (url) => send(url, '', 0, 'hello'), 400],
  ['an unknown upload', (url) => send(url.replace('upload_id=', 'upload_id=x'), 'upload', 0, 'hello'), 404],
])('%s is refused', async (_name, act, status) => {
  const { emulator } = await start();
  const url = (await begin(emulator, 10)).headers.get('x-goog-upload-url') ?? '';
  expect((await act(url)).status).toBe(status);
  expect(emulator.files).toEqual([]);
});

test('an upload that was finished or cancelled takes nothing more', async () => {
  const { emulator } = await start();
  for (const command of ['upload, finalize', 'cancel']) {
    const url = (await begin(emulator, 5)).headers.get('x-goog-upload-url') ?? '';
    expect((await send(url, command, 0, 'hello')).status).toBe(200);
    expect((await send(url, 'upload', 5, 'x')).status).toBe(400);
  }
  expect(emulator.files.length).toBe(1);
});

test.each([
  ['without a length', { 'x-goog-upload-header-content-length': '' }],
  ['of more than 2 GB', { 'x-goog-upload-header-content-length': '2147483649' }],
  ['of an unknown type', { 'x-goog-upload-header-content-type': 'application/zip' }],
  ['of another protocol', { 'x-goog-upload-protocol': 'raw' }],
] as const)('an upload %s is not begun', async (_name, headers) => {
  const { emulator } = await start();
  expect((await begin(emulator, 5, headers)).status).toBe(400);
});

test('an address of another origin takes no credentials', async () => {
  const { emulator } = await start({ files: { uploadOrigin: 'other' } });
  const url = (await begin(emulator, 5)).headers.get('x-goog-upload-url') ?? '';
  expect(new URL(url).origin).toBe(emulator.url.replace('127.0.0.1', 'localhost'));
  const refused = await send(url, 'upload, finalize', 0, 'hello', { 'x-goog-api-key': emulator.apiKey });
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining('credentials do not belong there'),
  ]);
  expect((await send(url, 'upload, finalize', 0, 'hello')).status).toBe(200);
});
