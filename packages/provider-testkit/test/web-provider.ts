import {
  createTokens,
  defineProvider,
  PlugboardError,
  type ChatEvent,
  type Http,
  type ProviderPlugin,
} from '@plugboard/core/provider';
import type { Fixture } from '../src/index.ts';

const origin = 'https://chat.example';

/** A small service of its own kind: a cookie buys a token, files are uploaded, answers come as events. */
export const web: ProviderPlugin<object> = defineProvider<object>({
  id: 'web',
  models: [{ id: 'web-one', input: ['image'] }],
  create(_options, host) {
    const tokens = createTokens(host, async (http) => {
      const body = await http.json({
        phase: 'auth',
        url: `${origin}/auth/token`,
        headers: { cookie: 'theme=dark; session={{session}}' },
      });
      return { value: String(Reflect.get(body as object, 'accessToken')) };
    });
    const open = (http: Http): Http => http.with({ baseUrl: origin, token: tokens });
    return {
      accepts: { parameters: ['seed'] },
      async upload(media, call) {
        const body = await open(call.http).json({
          phase: 'upload',
          url: '/upload',
          form: { image: media, from: 'web' },
        });
        return { url: String(Reflect.get(body as object, 'url')) };
      },
      async *stream({ model, messages, parameters }, call): AsyncGenerator<ChatEvent> {
        const turns = messages.map(({ role, content }) => ({
          role,
          text: content.map((part) => (part.type === 'text' ? part.text : part.source)),
        }));
        const json = { model, turns, ...parameters };
        host.log.debug('asking', { model });
        for await (const { data } of open(call.http).events({ phase: 'chat', url: '/chat', json })) {
          const { text, end } = JSON.parse(data) as { readonly text?: string; readonly end?: string };
          if (text !== undefined) yield { type: 'text-delta', text };
          if (end !== undefined) {
            yield { type: 'finish', reason: 'stop', rawReason: end };
            return;
          }
        }
        throw new PlugboardError('stream_truncated', 'The answer ended without an end.', { phase: 'chat' });
      },
    };
  },
});

const answer = ['data: {"text":"Grüß"}\n\n', 'data: {"text":" Gott"}\n\n', 'data: {"end":"done"}\n\n'];

/** A call with a file, over all phases. */
export const greeting: Fixture = {
  format: 1,
  source: { kind: 'transcribed', at: '2026-11-20T08:00:00Z', from: 'a made-up service' },
  request: {
    model: 'web-one',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', file: 'dot.png' },
        ],
      },
    ],
    parameters: { seed: 7 },
  },
  exchanges: [
    {
      phase: 'auth',
      request: {
        method: 'GET',
        url: `${origin}/auth/token`,
        headers: { cookie: 'session={{session}}; theme=dark', host: 'chat.example' },
      },
      response: { status: 200, json: { accessToken: '{{accessToken:jwt}}' } },
    },
    {
      phase: 'upload',
      request: {
        method: 'POST',
        url: `${origin}/upload`,
        headers: { authorization: 'Bearer {{accessToken:jwt}}' },
        form: { image: { file: 'dot.png', type: 'image/png' }, from: 'web' },
      },
      response: { status: 200, json: { url: 'https://files.example/a|b' } },
    },
    {
      phase: 'chat',
      request: {
        method: 'POST',
        url: `${origin}/chat`,
        headers: { authorization: 'Bearer {{accessToken}}' },
        json: {
          model: 'web-one',
          turns: [{ role: 'user', text: ['What is it?', 'https://files.example/a|b'] }],
          seed: 7,
        },
      },
      response: {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        file: 'answer.sse',
        chunks: answer.map((text) => [40, Buffer.byteLength(text)] as const),
      },
    },
  ],
  expect: { text: 'Grüß Gott', finish: 'stop' },
  name: 'greeting',
  files: {
    'answer.sse': answer.join(''),
    'dot.png': Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  },
};
