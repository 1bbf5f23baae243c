import { sse, status } from '@plugboard/provider-testkit/server';
import type OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { call, calling, City, look, messages, model, pieces, type Program, spoken, Weather } from './program.ts';

type Log = (...values: readonly unknown[]) => void;
type StreamParams = Parameters<OpenAI['chat']['completions']['stream']>[0];

/** Prints every event but those whose facts are each client's own, in the order in which they come. */
function printEvents<T>(stream: ChatCompletionStream<T>, log: Log): void {
  const print = (name: string) => (value: unknown) => log(name, value);
  stream.on('connect', () => log('connect'));
  stream.on('content', (delta, snapshot) => log('content', delta, snapshot));
  for (const name of [
    'content.delta',
    'content.done',
    'refusal.delta',
    'refusal.done',
    'tool_calls.function.arguments.delta',
    'tool_calls.function.arguments.done',
    'functionToolCall',
    'finalContent',
    'finalFunctionToolCall',
    'finalFunctionToolCallResult',
  ] as const) {
    stream.on(name, print(name));
  }
  stream.on('logprobs.content.delta', ({ content, snapshot }) => log('logprobs', content.length, snapshot.length));
  stream.on('logprobs.content.done', ({ content }) => log('logprobs done', content.length));
  stream.on('logprobs.refusal.delta', ({ refusal, snapshot }) => log('refused', refusal.length, snapshot.length));
  stream.on('logprobs.refusal.done', ({ refusal }) => log('refused done', refusal.length));
  stream.on('message', (message) => log('message', message.role, message.content));
  stream.on('chatCompletion', ({ choices }) => log('chatCompletion', choices[0]?.finish_reason));
  stream.on('finalChatCompletion', ({ choices }) => log('finalChatCompletion', choices[0]?.message.content));
  stream.on('finalMessage', (message) => log('finalMessage', message.content));
  stream.on('totalUsage', (usage) => log('totalUsage', usage.total_tokens));
  stream.on('error', () => log('error'));
  stream.on('abort', () => log('abort'));
  stream.on('end', () => log('end'));
}

/** Prints the events, and what every helper returns at the end. */
async function printAll(client: OpenAI, params: Omit<StreamParams, 'model' | 'messages'>, log: Log): Promise<void> {
  const stream = client.chat.completions.stream({ model, messages, ...params });
  printEvents(stream, log);
  const message = await stream.finalMessage();
  log(message.content, message.refusal, message.tool_calls);
  log(await stream.finalContent(), await stream.finalFunctionToolCall(), await stream.finalFunctionToolCallResult());
  log((await stream.totalUsage()).total_tokens, (await stream.finalChatCompletion()).choices[0]?.message.parsed);
  log(stream.ended, stream.errored, stream.aborted, stream.messages.length, stream.currentChatCompletionSnapshot);
}

/** Without an error's class and words, which are each client's own. */
function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'complete',
    () => 'failed',
  );
}

const token = (text: string) => ({ token: text, logprob: -0.5, bytes: null, top_logprobs: [] });
const probable = (delta: object, logprobs: object, finish: string | null = null) => ({
  id: 'cmpl_1',
  object: 'chat.completion.chunk',
  created: 1,
  model,
  choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
});
const written = pieces(
  [{ role: 'assistant', content: '' }, null],
  [{ content: '{"city":"Be' }, null],
  [{ content: 'rn","degrees":' }, null],
  [{ content: '7' }, null],
  [{ content: '}' }, null],
  [{}, 'stop'],
);
const twoCalls = pieces(
  [{ role: 'assistant', content: 'Let me look.' }, null],
  [{ tool_calls: [{ index: 0, ...call, function: { name: 'look', arguments: '' } }] }, null],
  [{ tool_calls: [{ index: 0, function: { arguments: '{"city":"Bern"}' } }] }, null],
  [{ tool_calls: [{ index: 1, ...call, id: 'call_2', function: { name: 'look', arguments: '' } }] }, null],
  [{ tool_calls: [{ index: 1, function: { arguments: '{"city":"Basel"}' } }] }, null],
  [{}, 'tool_calls'],
);
const refusing = pieces(
  [{ role: 'assistant', content: '', refusal: null }, null],
  [{ refusal: 'I will ' }, null],
  [{ refusal: 'not.' }, null],
  [{}, 'stop'],
);
const cut = pieces([{ role: 'assistant', content: '' }, null], [{ content: '{"city":"Be' }, null], [{}, 'length']);

/** Programs around `stream()`, as the official client's page `helpers.md` describes it. */
export const streamed: Readonly<Record<string, Program>> = {
  'stream(): the events of a text': {
    answers: [spoken],
    run: (client, log) => printAll(client, {}, log),
  },
  'stream(): the events of a call': {
    answers: [calling],
    run: (client, log) => printAll(client, { tools: [look] }, log),
  },
  'stream(): the events of several calls after a text': {
    answers: [twoCalls],
    run: (client, log) => printAll(client, { tools: [look] }, log),
  },
  'stream(): the events of a call whose arguments are read': {
    answers: [calling],
    run: (client, log) => printAll(client, { tools: [zodFunction({ name: 'look', parameters: City })] }, log),
  },
  'stream(): the events of a strict call': {
    answers: [twoCalls],
    run: (client, log) => printAll(client, { tools: [{ ...look, function: { ...look.function, strict: true } }] }, log),
  },
  'stream(): the events of an answer in the form of a schema': {
    answers: [written],
    run: (client, log) => printAll(client, { response_format: zodResponseFormat(Weather, 'weather') }, log),
  },
  'stream(): the events of a refusal': {
    answers: [refusing],
    run: (client, log) => printAll(client, { response_format: zodResponseFormat(Weather, 'weather') }, log),
  },
  'stream(): the events of log probabilities': {
    answers: [
      sse([
        { ...probable({}, {}), choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] },
        probable({ content: 'Seven ' }, { content: [token('Seven')], refusal: null }),
        probable({ content: 'degrees.' }, { content: [token('degrees'), token('.')], refusal: null }),
        { ...probable({}, {}, 'stop'), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
        'data: [DONE]\n\n',
      ]),
    ],
    run: (client, log) => printAll(client, { logprobs: true }, log),
  },
  'stream(): the result of an earlier call': {
    answers: [spoken],
    run: (client, log) =>
      printAll(
        client,
        {
          messages: [
            ...messages,
            { role: 'assistant', tool_calls: [{ ...call, type: 'function' }] },
            { role: 'tool', tool_call_id: call.id, content: '7' },
          ],
        } as object,
        log,
      ),
  },
  'stream(): an answer that is cut off in the form of a schema': {
    answers: [cut],
    async run(client, log) {
      const response_format = zodResponseFormat(Weather, 'weather');
      const stream = client.chat.completions.stream({ model, messages, response_format });
      printEvents(stream, log);
      log(await failureOf(stream.finalMessage()), stream.errored, stream.aborted);
    },
  },
  'stream(): chunks and events at the same time': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      stream.on('chunk', (chunk, snapshot) => {
        if (chunk.choices[0]?.delta.content) log('event', snapshot.choices[0]?.message.content, chunk.object);
      });
      let text = '';
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      log(text, await stream.finalContent());
    },
  },
  'stream(): two loops over the same stream': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      const read = async (): Promise<string> => {
        let text = '';
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        return text;
      };
      log(await Promise.all([read(), read()]));
    },
  },
  'stream(): lines of JSON for a browser': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      let text = '';
      const decoder = new TextDecoder();
      for await (const part of stream.toReadableStream()) text += decoder.decode(part as Uint8Array);
      const chunks = text.trim().split('\n');
      log(chunks.map((line) => (JSON.parse(line) as OpenAI.ChatCompletionChunk).choices[0]?.delta.content ?? ''));
    },
  },
  'stream(): once, off and emitted': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      const removed = (): void => log('never');
      stream
        .once('content', (delta) => log('once', delta))
        .on('content', removed)
        .off('content', removed);
      log(await stream.emitted('finalContent'));
      await stream.done();
      log(stream.allChatCompletions().length);
    },
  },
  'stream(): a loop that is left': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      stream.on('abort', () => log('abort')).on('end', () => log('end'));
      for await (const chunk of stream) {
        log(chunk.choices[0]?.delta.role);
        break;
      }
      log(await failureOf(stream.done()), stream.controller.signal.aborted);
    },
  },
  'stream(): abort from a listener': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      stream.once('content', (delta) => {
        log(delta);
        stream.abort();
      });
      stream.on('abort', () => log('abort')).on('error', () => log('error'));
      log(await failureOf(stream.finalContent()), stream.aborted, stream.errored, stream.ended);
    },
  },
  'stream(): abort before it begins': {
    answers: [],
    async run(client, log) {
      const controller = new AbortController();
      const stream = client.chat.completions.stream({ model, messages }, { signal: controller.signal });
      controller.abort();
      stream.on('abort', () => log('abort')).on('connect', () => log('connect'));
      log(await failureOf(stream.done()), stream.aborted);
    },
  },
  'stream(): a listener that throws': {
    answers: [spoken],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      stream.on('content', () => {
        throw new Error('of the listener');
      });
      stream.on('error', (error) => log('error', error.message)).on('end', () => log('end'));
      log(await failureOf(stream.finalContent()), stream.errored, stream.aborted);
    },
  },
  'stream(): a service that refuses': {
    answers: [status(400, { error: { message: 'No.', type: 'invalid_request_error' } })],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      printEvents(stream, log);
      log(await failureOf(stream.finalMessage()), stream.errored, stream.ended);
    },
  },
  'stream(): a failure in the middle': {
    answers: [
      sse([
        probable({ role: 'assistant', content: 'Seven' }, {}),
        { error: { message: 'Overloaded.', type: 'server_error' } },
      ]),
    ],
    async run(client, log) {
      const stream = client.chat.completions.stream({ model, messages });
      printEvents(stream, log);
      const read = async (): Promise<void> => {
        for await (const chunk of stream) {
          const text = chunk.choices[0]?.delta.content ?? '';
          if (text !== '') log('read', text);
        }
      };
      log(await failureOf(read()), await failureOf(stream.done()));
    },
  },
};
