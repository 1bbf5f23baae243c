// Makes two text calls and writes which functions the second one runs, for call-path.test.ts.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { takeCoverage } from 'node:v8';
import { streamChatCompletions } from '../../dist/chat-completions.js';
import { Client } from '../../dist/index.js';
import { defineProvider } from '../../dist/provider.js';

const choices = [
  { delta: { role: 'assistant', content: '' } },
  { delta: { content: 'Hello' } },
  { delta: { content: ' you' } },
  { delta: {}, finish_reason: 'stop' },
];

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const choice of choices) {
      response.write(`data: ${JSON.stringify({ id: 'x', model: 'm', choices: [{ index: 0, ...choice }] })}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server has no port.');
const baseUrl = new URL(`http://127.0.0.1:${address.port}`);

const plugin = defineProvider({
  id: 'plug',
  models: [{ id: 'm' }],
  create: () => ({
    accepts: { parameters: [] },
    stream: (request, call) =>
      streamChatCompletions(call.http.with({ baseUrl }), request, { path: '/v1/chat/completions' }),
  }),
});
const client = new Client({ config: false, discover: false, provider: plugin });

/** @type {import('@plugboard/core').CreateParams & { stream: true }} */
const params = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true };

async function ask() {
  let text = '';
  for await (const chunk of await client.chat.completions.create(params)) {
    text += chunk.choices[0]?.delta.content ?? '';
  }
  if (text !== 'Hello you') throw new Error(text);
}

await ask();
takeCoverage();
await ask();
takeCoverage();
await client.close();
server.close();
