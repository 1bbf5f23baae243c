import { status } from '@plugboard/provider-testkit/server';
import type OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { calling, call, City, messages, model, pieces, type Program, spoken, Weather, whole } from './program.ts';
import {
  bern,
  calls,
  describe,
  type Log,
  lookingWhole,
  named,
  outcomeOf,
  parameters,
  printEvents,
  printFinal,
  run,
  type Run,
  spokenWhole,
  tool,
} from './run-program.ts';

const callingTwice = [['call_1', 'look', bern] as const, ['call_2', 'look', '{"city":"Basel"}'] as const];
const twoCallsWhole = whole({ content: 'Let me look.', tool_calls: calls(...callingTwice) }, 'tool_calls');

/** The stream of an answer that calls one function, whole in one piece. */
function callingFor(id: string, name: string): ReturnType<typeof pieces> {
  const [first] = calls([id, name, bern]);
  return pieces([{ role: 'assistant', content: null, tool_calls: [{ index: 0, ...first }] }, null], [{}, 'tool_calls']);
}

const both: Readonly<Record<string, Run>> = {
  'a call and an answer': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const look = tool(({ city }) => {
        log('called', city);
        return { city, degrees: 7 };
      });
      await printFinal(run(client, log, [look], { stream }), log);
    },
  },
  'no call at all': {
    whole: [spokenWhole],
    streamed: [spoken],
    run: async (client, log, stream) => printFinal(run(client, log, [tool(() => 7)], { stream }), log),
  },
  'several calls in one answer, run one after another': {
    whole: [twoCallsWhole, spokenWhole],
    streamed: [
      pieces(
        [{ role: 'assistant', content: '' }, null],
        [{ content: 'Let me look.' }, null],
        ...calls(...callingTwice).map((one, index) => [{ tool_calls: [{ index, ...one }] }, null] as const),
        [{}, 'tool_calls'],
      ),
      spoken,
    ],
    async run(client, log, stream) {
      const look = tool(async ({ city }) => {
        log('begins', city);
        await new Promise((resolve) => setImmediate(resolve));
        log('ends', city);
        return city;
      });
      await printFinal(run(client, log, [look], { stream }), log);
    },
  },
  'what functions return, as the model is told': {
    whole: [
      whole({
        content: null,
        tool_calls: calls(...['text', 'nothing', 'empty', 'list', 'none'].map((n) => [n, n, '{}'] as const)),
      }),
      spokenWhole,
    ],
    streamed: [
      pieces(
        [{ role: 'assistant', content: null }, null],
        ...calls(...['text', 'nothing', 'empty', 'list', 'none'].map((n) => [n, n, '{}'] as const)).map(
          (one, index) => [{ tool_calls: [{ index, ...one }] }, null] as const,
        ),
        [{}, 'tool_calls'],
      ),
      spoken,
    ],
    async run(client, log, stream) {
      const returned = { text: 'as it is', nothing: undefined, empty: '', list: [1, { a: null }], none: null };
      const tools = Object.entries(returned).map(([name, value]) => tool(async () => value, name));
      await printFinal(run(client, log, tools, { stream }), log);
    },
  },
  'a function without parse, and the name of the function itself': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      function look(text: string): string {
        log(text);
        return text.toUpperCase();
      }
      const tools = [{ type: 'function' as const, function: { ...describe, parameters, function: look } }];
      await printFinal(run(client, log, tools, { stream }), log);
    },
  },
  'arguments that cannot be parsed, and the model tries again': {
    whole: [
      whole({ content: null, tool_calls: calls(['call_0', 'look', '{"city":']) }, 'tool_calls'),
      lookingWhole,
      spokenWhole,
    ],
    streamed: [
      pieces(
        [{ role: 'assistant', content: null, tool_calls: [{ index: 0, ...call, id: 'call_0' }] }, null],
        [{ tool_calls: [{ index: 0, function: { arguments: '}' } }] }, null],
        [{}, 'tool_calls'],
      ),
      calling,
      spoken,
    ],
    run: async (client, log, stream) => printFinal(run(client, log, [tool(({ city }) => city)], { stream }), log),
  },
  'a parse that rejects with what is no error': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const look = tool(() => 'never');
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      const refusing = { ...look, function: { ...look.function, parse: () => Promise.reject('not so') } };
      await printFinal(run(client, log, [refusing as never], { stream }), log);
    },
  },
  'a name that no tool has': {
    whole: [whole({ content: null, tool_calls: calls(['call_1', 'lok', bern]) }, 'tool_calls'), spokenWhole],
    streamed: [callingFor('call_1', 'lok'), spoken],
    run: async (client, log, stream) =>
      printFinal(run(client, log, [tool(() => 1), tool(() => 2, 'ask')], { stream }), log),
  },
  'a choice of one function ends with its result': {
    whole: [lookingWhole],
    streamed: [calling],
    run: async (client, log, stream) =>
      printFinal(run(client, log, [tool(({ city }) => city)], { stream, choice: named('look') }), log),
  },
  'a choice of one function, and the model calls another one first': {
    whole: [whole({ content: null, tool_calls: calls(['call_0', 'ask', bern]) }, 'tool_calls'), lookingWhole],
    streamed: [callingFor('call_0', 'ask'), calling],
    run: async (client, log, stream) =>
      printFinal(run(client, log, [tool(() => 7), tool(() => 'asked', 'ask')], { stream, choice: named('look') }), log),
  },
  'a model that only ever calls': {
    whole: [lookingWhole, lookingWhole, lookingWhole],
    streamed: [calling, calling, calling],
    run: async (client, log, stream) => printFinal(run(client, log, [tool(() => 7)], { stream, max: 3 }), log),
  },
  'ten answers unless the program says otherwise': {
    whole: Array.from({ length: 10 }, () => lookingWhole),
    streamed: Array.from({ length: 10 }, () => calling),
    async run(client, log, stream) {
      let count = 0;
      const runner = run(client, () => undefined, [tool(() => (count += 1))], { stream });
      log(await runner.finalContent(), count, runner.allChatCompletions().length, runner.messages.length);
    },
  },
  'a function that throws': {
    whole: [lookingWhole],
    streamed: [calling],
    async run(client, log, stream) {
      const look = tool(() => {
        throw new Error('The station does not answer.');
      });
      const runner = run(client, log, [look], { stream });
      runner.on('error', ({ message }) => log(message));
      log(await outcomeOf(runner.finalContent()), runner.errored, runner.aborted, runner.messages.length);
    },
  },
  'abort in a function': {
    whole: [lookingWhole],
    streamed: [calling],
    async run(client, log, stream) {
      const look = tool((_, runner) => {
        runner.abort();
        return 'stopped';
      });
      const runner = run(client, log, [look], { stream });
      log((await outcomeOf(runner.done())).startsWith('failed'), runner.aborted, runner.messages.length);
    },
  },
  'abort in a function that was chosen': {
    whole: [lookingWhole],
    streamed: [calling],
    async run(client, log, stream) {
      const look = tool((_, runner) => {
        runner.abort();
        return 'stopped';
      });
      const runner = run(client, log, [look], { stream, choice: named('look') });
      log(await outcomeOf(runner.done()), runner.aborted, await runner.finalFunctionToolCallResult());
    },
  },
  'abort from a listener between two calls': {
    whole: [lookingWhole],
    streamed: [calling],
    async run(client, log, stream) {
      const runner = run(client, log, [tool(() => 7)], { stream });
      runner.on('functionToolCallResult', () => runner.abort());
      log((await outcomeOf(runner.finalContent())).startsWith('failed'), runner.aborted, runner.errored, runner.ended);
    },
  },
  'a signal that is aborted before the run begins': {
    whole: [],
    streamed: [],
    async run(client, log, stream) {
      const controller = new AbortController();
      const params = { model, messages, tools: [tool(() => 7)], stream } as never;
      const runner = client.chat.completions.runTools(params, { signal: controller.signal });
      controller.abort();
      printEvents(runner, log);
      log((await outcomeOf(runner.done())).startsWith('failed'), runner.aborted, runner.allChatCompletions().length);
    },
  },
  'a service that refuses the second request': {
    whole: [lookingWhole, status(400, { error: { message: 'No.', type: 'invalid_request_error' } })],
    streamed: [calling, status(400, { error: { message: 'No.', type: 'invalid_request_error' } })],
    async run(client, log, stream) {
      const runner = run(client, log, [tool(() => 7)], { stream });
      log((await outcomeOf(runner.finalContent())).startsWith('failed'), runner.errored, runner.messages.length);
    },
  },
  'a listener that throws': {
    whole: [lookingWhole],
    streamed: [calling],
    async run(client, log, stream) {
      const runner = run(client, log, [tool(() => 7)], { stream });
      runner.on('functionToolCall', () => {
        throw new Error('of the listener');
      });
      log(await outcomeOf(runner.done()), runner.errored);
    },
  },
  'what emitted() waits for': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const runner = run(client, log, [tool(() => 7)], { stream });
      log(await runner.emitted('functionToolCallResult'), await runner.emitted('finalContent'));
      await runner.done();
    },
  },
  'a function that adds to the messages': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const look = tool((_, runner) => {
        log(runner.messages.map(({ role }) => role));
        return 7;
      });
      const runner = run(client, log, [look], { stream });
      runner.once('functionToolCallResult', () => {
        runner.messages.push({ role: 'user', content: 'In a word, please.' });
      });
      await printFinal(runner, log);
    },
  },
  'zodFunction() with a function': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const look = zodFunction({
        name: 'look',
        description: 'The temperature in a city',
        parameters: City,
        function: ({ city }) => {
          log('called', city);
          return `${city}: 7`;
        },
      });
      await printFinal(run(client, log, [look], { stream }), log);
    },
  },
  'a strict tool': {
    whole: [lookingWhole, spokenWhole],
    streamed: [calling, spoken],
    async run(client, log, stream) {
      const look = tool(({ city }) => city);
      await printFinal(run(client, log, [{ ...look, function: { ...look.function, strict: true } }], { stream }), log);
    },
  },
  'an answer in the form of a schema': {
    whole: [lookingWhole, whole({ content: '{"city":"Bern","degrees":7}' })],
    streamed: [
      calling,
      pieces(
        [{ role: 'assistant', content: '' }, null],
        [{ content: '{"city":"Bern",' }, null],
        [{ content: '"degrees":7}' }, null],
        [{}, 'stop'],
      ),
    ],
    async run(client, log, stream) {
      const params = {
        model,
        messages,
        tools: [tool(() => 7)],
        response_format: zodResponseFormat(Weather, 'weather'),
        stream,
      };
      const runner = client.chat.completions.runTools(params as never);
      const { choices } = await runner.finalChatCompletion();
      log(Reflect.get(choices[0]?.message ?? {}, 'parsed'));
    },
  },
};

/** Programs around `runTools()`, as the official client's page `helpers.md` describes it. */
export const runs: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(
    Object.entries(both).flatMap(([name, { whole: wholes, streamed, run: program }]) => [
      [`runTools(): ${name}`, { answers: wholes, run: (client: OpenAI, log: Log) => program(client, log, false) }],
      [
        `runTools(), streamed: ${name}`,
        { answers: streamed, run: (client: OpenAI, log: Log) => program(client, log, true) },
      ],
    ]),
  ),
  'runTools(): a whole answer that is cut off': {
    answers: [whole({ content: 'Seven deg' }, 'length')],
    async run(client, log) {
      const runner = client.chat.completions.runTools({ model, messages, tools: [tool(() => 7)] });
      printEvents(runner, log);
      log((await outcomeOf(runner.finalContent())).startsWith('failed'), runner.errored);
    },
  },
  'runTools(), streamed: the chunks of all answers in one loop': {
    answers: [calling, spoken],
    async run(client, log) {
      const runner = client.chat.completions.runTools({ model, messages, tools: [tool(() => 7)], stream: true });
      let text = '';
      let pieceCount = 0;
      for await (const chunk of runner) {
        text += chunk.choices[0]?.delta.content ?? '';
        pieceCount += chunk.choices[0]?.delta.tool_calls?.length ?? 0;
      }
      log(text, pieceCount, await runner.finalContent());
    },
  },
  'runTools(), streamed: lines of JSON for a browser': {
    answers: [calling, spoken],
    async run(client, log) {
      const runner = client.chat.completions.runTools({ model, messages, tools: [tool(() => 7)], stream: true });
      let text = '';
      const decoder = new TextDecoder();
      for await (const part of runner.toReadableStream()) text += decoder.decode(part as Uint8Array);
      const reasons = text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as OpenAI.ChatCompletionChunk).choices[0]?.finish_reason);
      log(reasons.filter((reason) => reason));
    },
  },
};
