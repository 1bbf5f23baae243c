// Programs as users write them: they only have to compile. Nothing here is run.
import { createReadStream } from 'node:fs';
import {
  Client,
  CLOCK,
  HTTP_DISPATCHER,
  PlugboardError,
  RANDOM,
  type ChatCompletion,
  type ChatCompletionChunk,
  type Clock,
  type Config,
  type Container,
  type Random,
} from '@plugboard/core';
import type { CookieJarLike } from '@plugboard/core/provider';
import type OpenAI from 'openai';
import { CookieJar } from 'tough-cookie';
import { container } from 'tsyringe';
import { Agent } from 'undici';
import { inProcess } from './local-engine.ts';
import { session } from './cookie-session.ts';
import { wire } from './shared-wire.ts';

export async function describe(question: string): Promise<string> {
  await using client = new Client();
  const stream = await client.chat.completions.create({
    model: 'reka-core',
    messages: [{ role: 'user', content: question }],
    image: createReadStream('cat.jpeg'),
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

export async function whole(client: Client): Promise<string> {
  const completion = await client.chat.completions.create({ model: 'm', messages: [] }, { timeout: 1_000 });
  return completion.choices[0]?.message.content ?? '';
}

export async function either(client: Client, stream: boolean): Promise<string> {
  const answer = await client.chat.completions.create({ model: 'm', messages: [], stream });
  if ('events' in answer) return answer.finalText();
  return answer.choices[0]?.message.content ?? '';
}

export async function browser(client: Client): Promise<Response> {
  const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
  return new Response(stream.toReadableStream());
}

export function configured(): Client {
  const jar: CookieJarLike = new CookieJar();
  const config: Config = {
    providers: { ollama: { use: 'wire', baseUrl: 'http://localhost:11434/v1', models: ['llava'] } },
    models: { vision: ['session/session-one', 'ollama/llava'], fast: 'wire-large' },
  };
  const swapped: Container = container;
  return new Client({
    container: swapped,
    providers: [
      wire,
      wire({ id: 'ollama', baseUrl: 'http://localhost:11434/v1', models: ['llava', { id: 'qwen*', input: [] }] }),
      session({ cookies: jar, maxConcurrent: 2 }),
      session({ id: 'other', cookies: { appSession: 'fake' } }),
      inProcess({ modelPath: './model.gguf' }),
    ],
    config,
    retry: { maxRetries: 1, duplicateOk: false },
    timeouts: { total: 60_000 },
    logger: console,
  });
}

export function replaced(): Client {
  const child = container.createChildContainer();
  child.register(HTTP_DISPATCHER, { useValue: new Agent() });
  child.register<Clock>(CLOCK, { useValue: { now: () => 0 } });
  child.register<Random>(RANDOM, { useValue: () => 0.5 });
  return new Client({ container: child, provider: wire, discover: false, config: false });
}

export function report(error: unknown): string {
  if (!PlugboardError.isInstance(error)) return 'something else';
  if (error.code === 'rate_limited') return `wait ${error.retryAfterMs ?? 0} ms`;
  return `${error.code} at ${error.phase} after ${error.attempts.length} attempts: ${error.partialText ?? ''}`;
}

export const toOpenAIChunk = (chunk: ChatCompletionChunk): OpenAI.Chat.Completions.ChatCompletionChunk => chunk;
export const toOpenAICompletion = (completion: ChatCompletion): OpenAI.Chat.Completions.ChatCompletion => completion;
