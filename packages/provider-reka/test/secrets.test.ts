import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Client, type ClientOptions } from '@plugboard/core';
import { expect, test } from 'vitest';
import { rekaScenarios, startRekaEmulator, type RekaEmulator } from '@plugboard/reka-emulator';
import { reka, type RekaOptions } from '../src/index.ts';

/** How a secret looks in the places where one gets into a log; of long ones the ends are enough to know them. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, encodeURIComponent(secret), json, bytes.toString('hex'), ...base64, secret.slice(-8)];
}

/** Everything that left the library while a call ran. */
async function outputOf(emulator: RekaEmulator, credential: RekaOptions): Promise<string> {
  const output: string[] = [];
  const note = (...parts: readonly unknown[]): void =>
    void output.push(inspect(parts, { depth: Infinity, showHidden: true }), JSON.stringify(parts) ?? '');
  const options: ClientOptions = { config: false, discover: false, logger: { debug: note, warn: note } };
  const provider = reka({ baseUrl: emulator.url, ...credential });
  process.on('warning', note);
  await using client = new Client({
    ...options,
    provider,
    retry: { maxRetries: 0 },
    timeouts: { firstEvent: 500, idle: 500 },
  });
  try {
    note(client, provider);
    const messages = [{ role: 'user', content: 'A private question' }] as const;
    const stream = await client.chat.completions.create({ model: 'reka-core', messages, stream: true });
    for await (const chunk of stream) note(chunk);
    note(stream.warnings, stream.attempts, stream.resolution);
  } catch (error) {
    note(error, error instanceof Error ? [error.message, error.stack, error.cause] : []);
  } finally {
    process.off('warning', note);
  }
  return output.join('\n');
}

/** The credentials that went over the wire while the work ran: what must not be found anywhere else. */
async function sentDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const sent: string[] = [];
  const note = (message: unknown): void => {
    const head = String((message as { readonly headers?: unknown }).headers);
    for (const [, name, value = ''] of head.matchAll(/^(authorization|cookie): (.*)$/gim)) {
      if (name?.toLowerCase() === 'authorization') sent.push(value.replace(/^Bearer /, ''));
      else sent.push(...value.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)));
    }
  };
  subscribe('undici:client:sendHeaders', note);
  try {
    await work();
  } finally {
    unsubscribe('undici:client:sendHeaders', note);
  }
  return sent;
}

/** No secret depends on how long the service takes. */
function faster(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return delay(milliseconds / 100, undefined, { signal });
}

test.each(Object.entries(rekaScenarios))(
  'no cookie, token or key is shown when the service is %s',
  async (_, scenario) => {
    for (const kind of ['cookies', 'accessToken', 'apiKey'] as const) {
      await using emulator = await startRekaEmulator({ ...scenario, wait: faster });
      let output = '';
      const secrets = await sentDuring(async () => {
        output = await outputOf(emulator, { [kind]: emulator[kind] });
      });
      expect(secrets).not.toEqual([]);
      for (const secret of secrets) {
        for (const form of formsOf(secret)) expect(output.includes(form), `${kind} shown`).toBe(false);
      }
    }
  },
);
