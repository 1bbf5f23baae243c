import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '@plugboard/core';
import { type ScriptedServer, sse, startScriptedServer } from '@plugboard/provider-testkit/server';
import { onTestFinished } from 'vitest';

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plugboard-docs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A folder with a config, as a program that begins there would find it. */
export async function folderWith(config: Config): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'plugboard.config.json'), JSON.stringify(config));
  return folder;
}

/** Makes a folder with `cat.jpeg` the working folder of the test. */
export async function workWithCat(): Promise<void> {
  const folder = await temporaryFolder();
  await copyFile(
    fileURLToPath(new URL('../../examples/describe-image/cat.jpeg', import.meta.url)),
    join(folder, 'cat.jpeg'),
  );
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
}

/** A service on loopback that speaks OpenAI's wire and always says the same. */
export async function talkingService(text: string): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  const chunk = { choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] };
  server.on({ method: 'POST', path: '/chat/completions' }, sse([chunk, 'data: [DONE]\n\n']));
  return server;
}

/** A document of this folder's parent. */
export function readDocument(name: string): Promise<string> {
  return readFile(new URL(`../${name}`, import.meta.url), 'utf8');
}

/** The value that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );
}
