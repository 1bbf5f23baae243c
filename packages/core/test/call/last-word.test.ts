import { raw, sse, stall, type Step } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { streamChatCompletions } from '../../src/chat-completions.ts';
import type { RequestOptions } from '../../src/client/chat-completions.ts';
import type { ClientOptions } from '../../src/client/client-options.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { ask, clientOf, inProcess, serve } from './fixture.ts';

const chunk = (content: string, finish: string | null): object => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});
const complete = sse([chunk('Hello', null), chunk('', 'stop')], { end: false });
/** Without count of tokens, `[DONE]` or end. */
const held = [complete, stall(20_000)];
const dripping: readonly Step[] = [
  complete,
  ...Array.from({ length: 40 }, () => [stall(300), raw(eventOf(chunk('', null)))]).flat(),
];

function eventOf(value: object): string {
  const event = `data: ${JSON.stringify(value)}\n\n`;
  return `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`;
}

const providers: Readonly<Record<string, (baseUrl: string) => Provider>> = {
  'the stream of the wire': (baseUrl) => ({
    stream: (request, { http }) => streamChatCompletions(http.with({ baseUrl }), request, { path: '/chat' }),
  }),
  'a generator around it': (baseUrl) => ({
    async *stream(request, { http }) {
      yield* streamChatCompletions(http.with({ baseUrl }), request, { path: '/chat' });
    },
  }),
};

async function answer(
  make: (baseUrl: string) => Provider,
  steps: readonly Step[],
  options: ClientOptions,
  request: RequestOptions = {},
): Promise<string> {
  const server = await serve();
  server.on({ path: '/chat' }, [...steps]);
  const stream = await ask(clientOf(inProcess(make(server.origin)), options), {}, request);
  const result = await stream.finalText();
  await server.untilOpen(0);
  return result;
}

for (const [name, make] of Object.entries(providers)) {
  test(`${name}: an answer whose finish reason is here is complete when the silence behind it lasts too long`, async () => {
    expect(await answer(make, held, { timeouts: { idle: 200 } })).toBe('Hello');
  });

  test(`${name}: ... and when the time of the call is up`, async () => {
    expect(await answer(make, held, {}, { timeout: 400 })).toBe('Hello');
  });

  test(`${name}: a service that goes on to send chunks that say nothing behind its finish reason is waited for a second in all`, async () => {
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, 'late'));
    expect(await Promise.race([answer(make, dripping, {}), late])).toBe('Hello');
  });
}
