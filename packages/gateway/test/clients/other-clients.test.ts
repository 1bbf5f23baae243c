import { createHash } from 'node:crypto';
import * as openaiCompatible from '@ai-sdk/openai-compatible';
import { Client } from '@plugboard/core';
import * as ai6 from 'ai';
import OpenAI6 from 'openai';
import OpenAI7 from 'openai7';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openGateway, type OpenGateway } from '../open-gateway.ts';
import { hasNewerNode, NewerNode } from './newer-node.ts';
import type { Asked, OtherClient, Reply, Target } from './other-client.ts';
import { services, type Mood } from './services.ts';
import { withAi } from './with-ai.ts';
import { withCurl } from './with-curl.ts';
import { withLangChain } from './with-langchain.ts';
import { withOpenAI } from './with-openai.ts';

const newerNode = new NewerNode();
beforeAll(() => {
  if (hasNewerNode) newerNode.start();
});
afterAll(() => newerNode.close());

const clients: Readonly<Record<string, (target: Target) => OtherClient>> = {
  'openai 6': ({ model, ...options }) => withOpenAI(new OpenAI6({ ...options, maxRetries: 0 }), model),
  // Written for newer versions of Node; what is used here runs on 20 as well. The same methods, under declarations of its own.
  'openai 7': ({ model, ...options }) =>
    withOpenAI(new OpenAI7({ ...options, maxRetries: 0 }) as unknown as OpenAI6, model),
  'ai 6': (target) => withAi({ ...ai6, ...openaiCompatible }, target),
  LangChain: withLangChain,
  curl: withCurl,
  ...(hasNewerNode && {
    'openai 7 in its own Node': (target) => newerNode.client('openai 7', target),
    'ai 7 in its own Node': (target) => newerNode.client('ai 7', target),
  }),
};

// Says what is missing where it is; where it is not, the rows of these clients are in the tables.
test.runIf(!hasNewerNode)('openai 7 and ai 7 in the Node that they need', (context) => {
  context.skip('Run `node scripts/fetch-newer-node.mjs` to try them.');
});

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const digest = createHash('sha256').update(Buffer.from(png, 'base64')).digest('hex');

/** What is asked, and what the answer must say. */
const questions: Readonly<Record<string, readonly [asked: Asked, check: (reply: Reply) => void]>> = {
  text: [{ text: 'A red bicycle.' }, ({ text }) => expect(text).toContain('A red bicycle.')],
  'a tool': [
    { text: 'Call get_weather for "Oslo".', tool: true },
    ({ calls }) => expect(calls).toEqual([{ name: 'get_weather', arguments: { city: 'Oslo' } }]),
  ],
  'an object': [
    { text: 'Where is "Oslo"?', object: true },
    ({ object }) => expect(object).toEqual({ city: expect.any(String) }),
  ],
  'a picture': [{ text: 'What is it?', image: png }, ({ text }) => expect(text).toContain(digest)],
};

interface Meeting extends OpenGateway {
  readonly target: Target;
  readonly set: (mood: Mood) => void;
  readonly open: () => number | Promise<number>;
}

async function meet(service: string): Promise<Meeting> {
  const { provider, model, set, open: upstream } = (await services[service]?.open()) ?? never(service);
  const client = new Client({ config: false, discover: false, providers: [provider], retry: { maxRetries: 0 } });
  onTestFinished(() => client.close());
  const open = await openGateway(client, { keys: [{ name: 'a', key: 'test-key' }] });
  return { ...open, set, open: upstream, target: { baseURL: `${open.url}/v1`, apiKey: 'test-key', model } };
}

function never(name: string): never {
  throw new Error(`There is no ${name}.`);
}

/** The status that a client gives its error, under the name that this client has for it. */
async function statusOf(asking: Promise<Reply>): Promise<unknown> {
  const error: unknown = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) return `no error: ${String(error)}`;
  return Reflect.get(error, 'status') ?? Reflect.get(error, 'statusCode') ?? error.message;
}

const pairs = Object.keys(services).flatMap((service) =>
  Object.keys(clients).map((client) => [client, service] as const),
);

test.each(pairs)('%s reaches %s: text, a tool, an object, a picture, whole and as a stream', async (name, service) => {
  const { target } = await meet(service);
  const client = clients[name]?.(target) ?? never(name);
  for (const [kind, [asked, check]] of Object.entries(questions)) {
    let pieces = 0;
    const stream = (): Promise<Reply> => client.stream(asked, () => void (pieces += 1));
    if (services[service]?.lacks.includes(kind) === true) {
      expect([kind, await statusOf(client.whole(asked)), await statusOf(stream())]).toEqual([kind, 400, 400]);
      continue;
    }
    check(await client.whole(asked));
    check(await stream());
    if (kind === 'text') expect(pieces).toBeGreaterThan(0);
  }
});

test.each(pairs)(
  '%s sees what goes wrong with %s: its key, too much at once, an error in the middle',
  async (name, service) => {
    const { target, set, log } = await meet(service);
    const client = clients[name]?.(target) ?? never(name);
    const stranger = clients[name]?.({ ...target, apiKey: 'test-wrong-key' }) ?? never(name);
    const asked = { text: 'A long answer, please, of more than a few words.' };
    expect(await statusOf(stranger.whole(asked))).toBe(401);
    expect(await statusOf(stranger.stream(asked, () => undefined))).toBe(401);
    set('rate-limited');
    expect(await statusOf(client.whole(asked))).toBe(429);
    expect(await statusOf(client.stream(asked, () => undefined))).toBe(429);
    set('error-in-stream');
    await expect(client.stream(asked, () => undefined)).rejects.toThrow(`/${target.model}, chat]`);
    // It had begun, so the failure came inside the stream.
    await expect.poll(() => log.at(-1)).toMatchObject({ status: 200, code: expect.any(String), left: undefined });
  },
);

test.each(pairs)('%s leaves an answer of %s', async (name, service) => {
  const { target, set, log, open } = await meet(service);
  set('silent');
  const client = clients[name]?.(target) ?? never(name);
  const leaving = new AbortController();
  const asked = { text: 'A long answer, please, of more than a few words.', signal: leaving.signal };
  let during = 0;
  const leave = async (): Promise<void> => {
    during ||= await open();
    leaving.abort();
  };
  await expect(client.stream(asked, () => void leave())).rejects.toThrow();
  await expect.poll(() => log).toMatchObject([{ left: 'answer', status: 200 }]);
  // One connection less: the answer that nobody reads has ended.
  await expect.poll(open).toBe(during - 1);
});
