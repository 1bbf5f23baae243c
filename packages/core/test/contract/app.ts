// A program as users write it, in types: it has to compile, from source and from the packed packages.
import { createReadStream } from 'node:fs';
import type OpenAI from 'openai';
import { container } from 'tsyringe';
import type { CookieJar } from 'tough-cookie';
import { acme } from './shared-wire.ts';
import { web } from './cookie-web.ts';
import { local } from './local.ts';
import { type ChatCompletion, type ChatCompletionChunk, Client, type Container } from '@plugboard/core';
import type { CookieJarLike } from '@plugboard/core/provider';

export async function main(): Promise<void> {
  const client = new Client();
  const stream = await client.chat.completions.create({
    model: 'reka-core',
    messages: [{ role: 'user', content: 'What can you see?' }],
    image: createReadStream('cat.jpeg'),
    stream: true,
  });
  for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');
  const whole = await client.chat.completions.create({ model: 'x', messages: [] });
  process.stdout.write(whole.choices[0]?.message.content ?? '');
  const either: boolean = Math.random() > 2;
  const maybe = await client.chat.completions.create({ model: 'x', messages: [], stream: either });
  if ('events' in maybe) await maybe.finalText();
}
export function configured(jar: CookieJar): Client {
  const ok: CookieJarLike = jar;
  const di: Container = container; // tsyringe's own container fits structurally
  return new Client({
    container: di,
    providers: [
      web({ cookies: ok }),
      acme,
      acme({ id: 'ollama', baseUrl: 'http://localhost:11434/v1', models: ['llava', { id: 'qwen3*', input: [] }] }),
      local({ modelPath: './m.gguf' }),
    ],
    config: { models: { 'reka-core': ['web/web-one', 'ollama/llava'] } },
    logger: console,
  });
}
// outputs type-check as the openai package's
export const toOpenAIChunk = (chunk: ChatCompletionChunk): OpenAI.Chat.Completions.ChatCompletionChunk => chunk;
export const toOpenAICompletion = (completion: ChatCompletion): OpenAI.Chat.Completions.ChatCompletion => completion;
