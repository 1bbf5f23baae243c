import { sse } from '@plugboard/provider-testkit/server';
import { Client as LangSmith } from 'langsmith';
import { wrapOpenAI } from 'langsmith/wrappers/openai';
import { expect, test } from 'vitest';
import { rejection, startService } from './service.ts';

/** The calls that LangSmith would send to its service. */
class Recorder extends LangSmith {
  readonly created: object[] = [];
  readonly updated: object[] = [];

  constructor() {
    super({ apiKey: 'fake-key', apiUrl: 'http://127.0.0.1:9', autoBatchTracing: false });
  }

  override async createRun(run: object): Promise<void> {
    this.created.push(run);
  }

  override async updateRun(_id: string, run: object): Promise<void> {
    this.updated.push(run);
  }
}

const asked = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello' }] };
const piece = (delta: object, finish: string | null) => ({ choices: [{ index: 0, delta, finish_reason: finish }] });

test('wrapOpenAI of LangSmith records the calls of a client, complete and streamed', async () => {
  await using service = await startService({ apiKey: 'fake-key' }, { models: ['m'] });
  service.server.on({}, sse([piece({ content: 'Hi ' }, null), piece({ content: 'you' }, 'stop'), '[DONE]']));
  const recorder = new Recorder();
  const wrapped = wrapOpenAI(service.client, { client: recorder, tracingEnabled: true });
  const completion = await wrapped.chat.completions.create(asked);
  expect(completion.choices[0]?.message.content).toBe('Hi you');
  let streamed = '';
  for await (const chunk of await wrapped.chat.completions.create({ ...asked, stream: true })) {
    streamed += chunk.choices[0]?.delta.content ?? '';
  }
  expect(streamed).toBe('Hi you');
  expect(recorder.created).toMatchObject([{ inputs: asked }, { inputs: asked }]);
  await expect.poll(() => recorder.updated.length).toBe(2);
  for (const run of recorder.updated) {
    expect(run).toMatchObject({ outputs: { choices: [{ message: { content: 'Hi you' } }] } });
  }
});

test('the text completions that wrappers look for are refused by name', async () => {
  await using service = await startService({ apiKey: 'fake-key' });
  expect(await rejection(service.client.completions.create())).toMatchObject({ code: 'unsupported' });
});

test('the helpers are also where older versions of the official client have them, wrapped once', async () => {
  await using service = await startService({ apiKey: 'fake-key' }, { models: ['m'] });
  service.server.on({}, sse([piece({ content: 'Hi' }, 'stop'), '[DONE]']));
  const recorder = new Recorder();
  const wrapped = wrapOpenAI(service.client, { client: recorder, tracingEnabled: true });
  const parsed = await wrapped.beta.chat.completions.parse(asked);
  expect(parsed.choices[0]?.message).toMatchObject({ content: 'Hi', parsed: null });
  expect(recorder.created).toHaveLength(1);
  const { completions } = wrapped.beta.chat;
  expect(await completions.stream(asked).finalContent()).toBe('Hi');
  expect(await completions.runTools({ ...asked, tools: [] }).finalContent()).toBe('Hi');
});
