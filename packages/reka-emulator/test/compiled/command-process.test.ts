import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'plugboard-emulator-'));
const command = join(folder, 'plugboard-reka-emulator');
// As package managers link it.
symlinkSync(fileURLToPath(new URL('../../dist/command.js', import.meta.url)), command);

afterAll(() => rmSync(folder, { recursive: true }));

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly key: string;
}

async function start(...argv: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [command, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
    out += bytes.toString();
    if (out.includes('Ctrl-C')) break;
  }
  return { child, url: /listens at (\S+)/.exec(out)?.[1] ?? '', key: /REKA_API_KEY=(\S+)/.exec(out)?.[1] ?? '' };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the installed command serves any client, and ends with 0 on %s',
  async (signal) => {
    const cookies = join(folder, `cookies-${signal}.json`);
    const { child, url, key } = await start(
      '--cookies',
      cookies,
      '--delay',
      '0',
      '--switches',
      '{"chat":{"answer":"Hi"}}',
    );
    try {
      const body = JSON.stringify({ model: 'reka-flash-3', messages: [{ role: 'user', content: 'Hello' }] });
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
      expect(await answer.json()).toMatchObject({ choices: [{ message: { content: 'Hi' } }] });
      expect(existsSync(cookies)).toBe(true);
      // A connection that is still in use does not hold the process.
      const held = await fetch(`${url}/auth/login`);
      const ended = once(child, 'exit');
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
      await held.text().catch(() => undefined);
      await expect(fetch(url)).rejects.toThrow();
    } finally {
      child.kill('SIGKILL');
    }
  },
);

test('the command is a script for node', () => {
  expect(readFileSync(command, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('a reader who leaves before the first word is no error', async () => {
  const child = spawn(process.execPath, [command, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await once(child, 'close');
  expect([child.exitCode, complaint]).toEqual([0, '']);
});
