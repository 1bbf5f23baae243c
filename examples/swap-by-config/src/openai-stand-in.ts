import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** A server that speaks OpenAI's chat completions, and answers only with what it can prove about the conversation. */
export interface OpenAiStandIn extends AsyncDisposable {
  readonly url: string;
}

interface Asked {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

/** Starts one on a free port of this machine. It calls the tool for the first quoted city of the last question, and answers results with text. */
export async function startOpenAiStandIn(): Promise<OpenAiStandIn> {
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { messages } = body as Asked;
      response.setHeader('content-type', 'text/event-stream');
      for (const chunk of answerTo(messages)) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      response.end('data: [DONE]\n\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerTo(messages: Asked['messages']): readonly object[] {
  const last = messages.at(-1);
  const [, city] = last?.role === 'user' ? (/\\?"([A-Z][a-z]+)\\?"/.exec(textOf(last.content)) ?? []) : [];
  if (city !== undefined) {
    const called = { name: 'get_weather', arguments: JSON.stringify({ city }) };
    const call = { index: 0, id: 'call_standin', type: 'function', function: called };
    return [piece({ tool_calls: [call] }), piece({}, 'tool_calls')];
  }
  const images = JSON.stringify(messages).split('data:image/jpeg;base64,/9j/').length - 1;
  const said = `Of ${messages.length} messages, ${images} had a JPEG. Nobody looked at it.`;
  return [piece({ reasoning_content: 'A stand-in does not think.' }), piece({ content: said }), piece({}, 'stop')];
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.map((part) => String(Reflect.get(Object(part), 'text') ?? '')).join(' ');
}

function piece(delta: object, finish: string | null = null): object {
  return { choices: [{ index: 0, delta, finish_reason: finish }] };
}
