import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  Client,
  CLOCK,
  PlugboardError,
  type ClientOptions,
  type Container,
  type CreateParams,
  type InstanceOptions,
} from '@plugboard/core';
import type { RekaEmulator } from '@plugboard/reka-emulator';
import { reka, type RekaOptions } from '../src/index.ts';

/** The photograph of the example. */
export const cat: string = fileURLToPath(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));

/** A call without a file. */
export const question = {
  model: 'reka-core',
  messages: [{ role: 'user', content: 'What can you see in the image?' }],
} as const satisfies CreateParams;

/** A client whose only provider is Reka at the emulator. */
export function clientFor(
  emulator: RekaEmulator,
  options: RekaOptions & InstanceOptions,
  more: ClientOptions = {},
): Client {
  return new Client({
    provider: reka({ baseUrl: emulator.url, ...options }),
    config: false,
    discover: false,
    ...more,
  });
}

/** The deltas of an answer, one by one as a program sees them. */
export async function deltasOf(client: Client, params: Partial<CreateParams> = {}): Promise<readonly string[]> {
  const stream = await client.chat.completions.create({ ...question, ...params, stream: true });
  const deltas: string[] = [];
  for await (const text of stream.textStream) deltas.push(text);
  return deltas;
}

/** The text of an answer. */
export async function textOf(client: Client, params: Partial<CreateParams> = {}): Promise<string> {
  return (await deltasOf(client, params)).join('');
}

/** The error with which a call fails. */
export async function failureOf(promise: Promise<unknown>): Promise<PlugboardError> {
  const outcome: unknown = await promise.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (PlugboardError.isInstance(outcome)) return outcome;
  throw new Error('the call did not fail with a PlugboardError', { cause: outcome });
}

/** Runs with a folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'provider-reka-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A container in which the client's clock is replaced. */
export function withClock(now: () => number): Container {
  const container: Container = {
    createChildContainer: () => container,
    isRegistered: (token) => token === CLOCK,
    resolve: <T>() => ({ now }) as T,
  };
  return container;
}
