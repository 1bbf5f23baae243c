import { Client, type CompletionMessage } from '@plugboard/core';
import { sse, startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { anthropic } from '../src/index.ts';
import { officialFactsOf, type OfficialFacts } from './official-facts.ts';
import { loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();
const successes = all.filter(({ expect: { error } }) => error === undefined);

type Content = OfficialFacts['content'];

/** Asks once, sends the answer back as a program does, and gives what the service gets of it. */
async function sentBack({ stream, json, headers, body: { model } }: Recorded): Promise<unknown> {
  await using server = await startScriptedServer();
  server.on({}, [stream === undefined ? status(200, json, headers) : sse([stream], { headers })]);
  const provider = anthropic({ apiKey: 'fake-key', baseUrl: server.origin });
  await using client = new Client({ provider, config: false, discover: false });
  const question = { role: 'user', content: 'And now?' } as const;
  const first = await client.chat.completions.create({ model, messages: [question] });
  const message: CompletionMessage | undefined = first.choices[0]?.message;
  if (message === undefined) throw new Error('No message.');
  const results = (message.tool_calls ?? []).map(
    ({ id }) => ({ role: 'tool', tool_call_id: id, content: 'a' }) as const,
  );
  await client.chat.completions.create({ model, messages: [question, message, ...results, question] });
  const { messages } = JSON.parse(server.requests[1]?.body.toString() ?? '') as { messages: { content: unknown }[] };
  return messages[1]?.content;
}

/** The blocks that the official client would send back, as far as the service needs them: plain texts side by side are one. */
function neededOf(content: Content): readonly unknown[] {
  const needed: object[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') needed.push({ type: 'text', text: plain });
    plain = '';
  };
  for (const block of content) {
    if (String(block.type) === 'block_of_tomorrow') continue;
    const citations = block.type === 'text' ? (block.citations ?? []).filter((one) => 'encrypted_index' in one) : [];
    if (block.type === 'text' && citations.length === 0) {
      plain += block.text;
      continue;
    }
    flush();
    needed.push(block.type === 'text' ? { type: 'text', text: block.text, citations } : block);
  }
  flush();
  return needed;
}

test.each(successes.filter(({ expect: { text, toolCalls } }) => text !== '' || toolCalls !== undefined))(
  '$name: the turn goes back in the blocks that the official client has of it',
  async (recorded) => {
    const golden = await officialFactsOf(recorded);
    if ('error' in golden) throw new Error(golden.error.name);
    const needed = neededOf(golden.content);
    const [only] = needed;
    const isText = needed.length === 1 && Object.keys(Object(only)).join() === 'type,text';
    expect(await sentBack(recorded)).toEqual(isText ? Reflect.get(Object(only), 'text') : needed);
  },
);
