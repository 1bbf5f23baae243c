import { readFile } from 'node:fs/promises';
import { GoogleGenAI, type GenerateContentResponse, type Part } from '@google/genai';
import { onTestFinished } from 'vitest';
import { startGeminiEmulator, type GeminiEmulator, type GeminiEmulatorOptions } from '../src/index.ts';

/** An emulator with the official client in front of it, as it is. */
export async function start(options: GeminiEmulatorOptions = {}): Promise<{
  readonly emulator: GeminiEmulator;
  readonly client: GoogleGenAI;
}> {
  const emulator = await startGeminiEmulator(options);
  onTestFinished(() => emulator.close());
  const client = new GoogleGenAI({ apiKey: emulator.apiKey, httpOptions: { baseUrl: emulator.url } });
  return { emulator, client };
}

/** Sends a request that no client would. */
export function post(
  { url, apiKey }: GeminiEmulator,
  body: unknown,
  path = '/v1beta/models/gemini-3.8-flash:generateContent',
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The status, the word and the message of a refusal. */
export async function refusalOf(
  response: Response,
): Promise<readonly [status: number, word: unknown, message: unknown]> {
  const body = (await response.json()) as { error?: { status?: unknown; message?: unknown } };
  return [response.status, body.error?.status, body.error?.message];
}

/** All parts of a stream, in order. */
export async function partsOf(stream: AsyncIterable<GenerateContentResponse>): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for await (const chunk of stream) parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
  return parts;
}

/** A request of one turn. */
export function hello(more: object = {}): object {
  return { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], ...more };
}

/** The photograph of the example. */
export function readCat(): Promise<Buffer> {
  return readFile(new URL('../../../examples/describe-image/cat.jpeg', import.meta.url));
}

/** A picture of one pixel. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A function that asks for the weather. */
export const weather = {
  name: 'get_weather',
  description: 'Get the weather of a place.',
  parameters: { type: 'OBJECT', properties: { location: { type: 'STRING' } }, required: ['location'] },
};
