// send-bodies <origin> <path>: sends the bodies on its input as calls, then one whose image is `file(path)`. Tells what came of
// each, and when the bodies and the last call were done, on the clock of Node's trace events.
import { argv, hrtime, stdin, stdout } from 'node:process';
import { text } from 'node:stream/consumers';
import { Client, file, PlugboardError } from '@plugboard/core';
import { streamChatCompletions } from '@plugboard/core/chat-completions';
import { defineProvider } from '@plugboard/core/provider';

const [baseUrl = '', path = ''] = argv.slice(2);
const provider = defineProvider({
  id: 'acme',
  models: [{ id: 'acme-1' }],
  create: () => ({
    accepts: { remoteMedia: true, extra: 'any' },
    stream: (request, { http }) => streamChatCompletions(http.with({ baseUrl }), request, { body: request.extra }),
  }),
});
const client = new Client({ provider, config: false, discover: false });
const plain = { messages: [{ role: 'user', content: 'What is it?' }], image: 'data:;base64,iVBORw0KGgo=' };

/** @param {any} body */
async function send(body) {
  try {
    await client.chat.completions.create({ model: 'acme-1', ...body });
    return { code: 'answered', message: '' };
  } catch (error) {
    if (PlugboardError.isInstance(error)) return { code: error.code, message: error.message };
    throw error;
  }
}

const now = () => Number(hrtime.bigint() / 1000n);

const bodies = JSON.parse(await text(stdin));
// The first call loads what calls need.
const outcomes = [await send(plain)];
const started = now();
for (const body of bodies) outcomes.push(await send(body));
outcomes.push(await send(plain));
const sent = now();
outcomes.push(await send({ ...plain, image: file(path) }));
const ended = now();
await client.close();
stdout.write(JSON.stringify({ outcomes, started, sent, ended }));
