import { type ScriptedServer, sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { onTestFinished } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions/stream-chat-completions.ts';
import { defineProvider, type ProviderPlugin } from '../../src/contract/define-provider.ts';
import type { Model, Accepts } from '../../src/contract/model.ts';

/** Sends files inside the JSON of the chat. */
export function inlining(baseUrl: string, model: Partial<Model> = {}, accepts: Accepts = {}): ProviderPlugin<object> {
  return defineProvider({
    id: 'inlining',
    models: [{ id: '*', ...model }],
    create: () => ({
      accepts,
      stream: (request, call) => streamChatCompletions(call.http.with({ baseUrl }), request),
    }),
  });
}

/** Uploads files before the chat. */
export function uploading(baseUrl: string): ProviderPlugin<object> {
  return defineProvider({
    id: 'uploading',
    models: [{ id: '*' }],
    create: () => ({
      stream: (request, call) => streamChatCompletions(call.http.with({ baseUrl }), request),
      async upload(media, call) {
        await call.http.with({ baseUrl }).json({ phase: 'upload', url: '/upload', form: { image: media } });
        return { url: 'https://files.test/a|b' };
      },
    }),
  });
}

/** Takes uploads and chats. */
export async function serve(): Promise<ScriptedServer> {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.on({ path: '/upload' }, status(200, {}));
  server.on(
    { path: '/chat/completions' },
    sse([{ choices: [{ delta: { content: 'A cat.' }, finish_reason: 'stop' }] }]),
  );
  return server;
}
