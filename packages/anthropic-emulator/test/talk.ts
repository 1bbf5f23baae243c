import { readFile } from 'node:fs/promises';
import Anthropic from '@anthropic-ai/sdk';
import { onTestFinished } from 'vitest';
import { startAnthropicEmulator, type AnthropicEmulator, type AnthropicEmulatorOptions } from '../src/index.ts';

/** An emulator with the official client in front of it, as it is. */
export async function start(options: AnthropicEmulatorOptions = {}): Promise<{
  readonly emulator: AnthropicEmulator;
  readonly client: Anthropic;
}> {
  const emulator = await startAnthropicEmulator(options);
  onTestFinished(() => emulator.close());
  return { emulator, client: new Anthropic({ baseURL: emulator.url, apiKey: emulator.apiKey, maxRetries: 0 }) };
}

/** Sends a request that no client would. */
export function post(
  { url, apiKey }: AnthropicEmulator,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  path = '/v1/messages',
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      'x-api-key': apiKey,
      'anthropic-version': '2026-10-21',
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The status and the message of a refusal. */
export async function refusalOf(
  response: Response,
): Promise<readonly [status: number, type: unknown, message: unknown]> {
  const body = (await response.json()) as { error?: { type?: unknown; message?: unknown } };
  return [response.status, body.error?.type, body.error?.message];
}

/** A request of one turn. */
export function hello(more: object = {}): {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: object[];
} {
  return { model: 'claude-opus-4-6', max_tokens: 1_000, messages: [{ role: 'user', content: 'Hello' }], ...more };
}

/** The photograph of the example. */
export function readCat(): Promise<Buffer> {
  return readFile(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
}

/** A picture of one pixel. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A tool that asks for the weather. */
export const weather = {
  name: 'get_weather',
  description: 'Get the weather of a place.',
  input_schema: {
    type: 'object' as const,
    properties: { location: { type: 'string' } },
    required: ['location'],
  },
};
