import { status } from '@plugboard/provider-testkit/server';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { ChatCompletionRunner } from 'openai/lib/ChatCompletionRunner';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { z } from 'zod';
import { call, calling, City, look, messages, model, type Program, spoken, Weather, whole } from './program.ts';

/**
 * The examples of the official client's repository, in other words.
 *
 * @see https://github.com/openai/openai-node/tree/master/examples/chat-completions
 */
export const examples: Readonly<Record<string, Program>> = {
  'an answer, then a stream': {
    answers: [whole({ content: 'Seven.' }), spoken],
    async run(client, log) {
      const completion = await client.chat.completions.create({ model, messages });
      log(completion.choices[0]?.message.content, completion.usage?.total_tokens);
      for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
        log(chunk.choices[0]?.delta.content ?? '', chunk.choices[0]?.finish_reason);
      }
    },
  },
  'a loop over tools': {
    answers: [whole({ content: null, tool_calls: [call] }, 'tool_calls'), whole({ content: 'Seven.' })],
    async run(client, log) {
      const turns = [...messages];
      for (let round = 0; round < 3; round += 1) {
        const { choices } = await client.chat.completions.create({ model, messages: turns, tools: [look] });
        const message = choices[0]?.message;
        if (message === undefined) return;
        log(message.content);
        turns.push(message);
        if (message.tool_calls === undefined) return log(message.content);
        for (const one of message.tool_calls) {
          if (one.type !== 'function') continue;
          log(one.function.name, JSON.parse(one.function.arguments));
          turns.push({ role: 'tool', tool_call_id: one.id, content: '7' });
        }
      }
    },
  },
  'calls that are put together from the chunks': {
    answers: [calling],
    async run(client, log) {
      const calls: { id?: string; name: string; text: string }[] = [];
      for await (const chunk of await client.chat.completions.create({
        model,
        messages,
        tools: [look],
        stream: true,
      })) {
        for (const delta of chunk.choices[0]?.delta.tool_calls ?? []) {
          const one = (calls[delta.index] ??= { name: '', text: '' });
          if (delta.id !== undefined) one.id = delta.id;
          one.name += delta.function?.name ?? '';
          one.text += delta.function?.arguments ?? '';
        }
      }
      log(calls);
    },
  },
  'log probabilities': {
    answers: [
      whole({ content: 'Seven.' }, 'stop', {
        logprobs: { content: [{ token: 'Seven', logprob: -0.5, bytes: null, top_logprobs: [] }], refusal: null },
      }),
    ],
    async run(client, log) {
      const { choices } = await client.chat.completions.create({ model, messages, logprobs: true });
      log(choices[0]?.logprobs);
    },
  },
  'an answer in the form of a schema': {
    answers: [whole({ content: '{"city":"Bern","degrees":7}' })],
    async run(client, log) {
      const completion = await client.chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Weather, 'weather'),
      });
      const message = completion.choices[0]?.message;
      log(message?.parsed?.city, message?.parsed?.degrees, message?.refusal);
    },
  },
  'a refusal in place of the form': {
    answers: [whole({ content: null, refusal: 'No.' })],
    async run(client, log) {
      const completion = await client.chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Weather, 'weather'),
      });
      log(completion.choices[0]?.message.parsed, completion.choices[0]?.message.refusal);
    },
  },
  'arguments in the form of a schema': {
    answers: [whole({ content: null, tool_calls: [call] }, 'tool_calls')],
    async run(client, log) {
      const completion = await client.chat.completions.parse({
        model,
        messages,
        tools: [zodFunction({ name: 'look', parameters: City })],
      });
      log(completion.choices[0]?.message.tool_calls?.[0]?.function.parsed_arguments);
    },
  },
  'a form that refers to itself': {
    answers: [whole({ content: '{"name":"page","parts":[{"name":"list","parts":[]}]}' })],
    async run(client, log) {
      const Part = z.object({
        name: z.string(),
        get parts() {
          return z.array(Part);
        },
      });
      const Page = z.object({ name: z.string(), parts: z.array(Part) });
      const completion = await client.chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Page, 'page'),
      });
      log(completion.choices[0]?.message.parsed);
    },
  },
  'events of the streaming helper': {
    answers: [spoken],
    async run(client, log) {
      const stream = ChatCompletionStream.createChatCompletion(client, { model, messages, stream: true }, {});
      stream.on('content', (delta, snapshot) => log(delta, snapshot));
      const { choices } = await stream.finalChatCompletion();
      log(choices[0]?.message.content, choices[0]?.finish_reason, await stream.finalContent());
    },
  },
  'functions that the helper runs': {
    answers: [whole({ content: null, tool_calls: [call] }, 'tool_calls'), whole({ content: 'Seven.' })],
    async run(client, log) {
      const runner = ChatCompletionRunner.runTools(
        client,
        {
          model,
          messages,
          tools: [
            {
              ...look,
              function: {
                ...look.function,
                parse: (text: string): unknown => JSON.parse(text),
                function: async (given: unknown) => (log(given), '7'),
              },
            },
          ],
        },
        {},
      );
      runner.on('message', (message) => log(message.role, message.content));
      log(await runner.finalContent(), await runner.totalUsage());
    },
  },
  'a stream that a browser puts together': {
    answers: [spoken],
    async run(client, log) {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      const inBrowser = ChatCompletionStream.fromReadableStream(stream.toReadableStream());
      log((await inBrowser.finalChatCompletion()).choices[0]?.message.content);
    },
  },
  'two readers of a stream': {
    answers: [spoken],
    async run(client, log) {
      const [left, right] = (await client.chat.completions.create({ model, messages, stream: true })).tee();
      for (const one of [left, right]) for await (const chunk of one) log(chunk.choices[0]?.delta.content ?? '');
    },
  },
  'the response behind an answer': {
    answers: [whole({ content: 'Seven.' })],
    async run(client, log) {
      const {
        data,
        response,
        request_id: id,
      } = await client.chat.completions.create({ model, messages }).withResponse();
      log(
        data.choices[0]?.message.content,
        response.status,
        response.url,
        response.headers.get('x-ratelimit-limit-requests'),
        id,
      );
    },
  },
  'a stream that is ended early': {
    answers: [spoken],
    async run(client, log) {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      for await (const chunk of stream) {
        if (chunk.choices[0]?.delta.content === 'Seven ') break;
        log(chunk.choices[0]?.delta.content);
      }
      log(stream.controller instanceof AbortController);
    },
  },
  'a failure': {
    answers: [
      status(
        400,
        { error: { message: 'no', type: 'invalid_request_error', param: 'model', code: 'bad_model' } },
        { 'x-request-id': 'req_1' },
      ),
    ],
    async run(client, log) {
      const error: unknown = await client.chat.completions
        .create({ model, messages })
        .catch((thrown: unknown) => thrown);
      if (error instanceof Error) log(Reflect.get(error, 'status'), Reflect.get(error, 'param'));
    },
  },
};
