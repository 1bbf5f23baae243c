import type OpenAI6 from 'openai';
import type OpenAI7 from 'openai7';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import type { ChatCompletionRunnerEvents } from 'openai/lib/ChatCompletionRunner';
import type { ChatCompletionStreamEvents } from 'openai/lib/ChatCompletionStream';
import { ParsingToolFunction, type RunnableToolFunction } from 'openai/lib/RunnableFunction';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionEvents,
  ChatCompletionRunner,
  ChatCompletions,
  ChatCompletionStreamingRunner,
  CreateParams,
  MessageParam,
  MessagePart,
  ParsedChatCompletion,
  ParsedOf,
  RunEvents,
  StreamedRunEvents,
  ToolCallParam,
  ToolChoiceParam,
  ToolParam,
} from '../../src/index.ts';

test('parameters of the official client fit ours, streamed and not', () => {
  expectTypeOf<OpenAI6.ChatCompletionCreateParams>().toExtend<CreateParams>();
  expectTypeOf<OpenAI6.ChatCompletionCreateParamsStreaming>().toExtend<CreateParams & { stream: true }>();
  expectTypeOf<OpenAI6.ChatCompletionCreateParamsNonStreaming>().toExtend<CreateParams & { stream?: false | null }>();
  expectTypeOf<OpenAI7.ChatCompletionCreateParams>().toExtend<CreateParams>();
  expectTypeOf<OpenAI7.ChatCompletionCreateParamsStreaming>().toExtend<CreateParams & { stream: true }>();
  expectTypeOf<OpenAI7.ChatCompletionCreateParamsNonStreaming>().toExtend<CreateParams & { stream?: false | null }>();
});

test('messages of the official client fit ours, whole lists and each kind', () => {
  expectTypeOf<OpenAI6.ChatCompletionMessageParam[]>().toExtend<CreateParams['messages']>();
  expectTypeOf<OpenAI7.ChatCompletionMessageParam[]>().toExtend<CreateParams['messages']>();
  expectTypeOf<Extract<OpenAI6.ChatCompletionMessageParam, { role: 'function' }>>().toExtend<MessageParam>();
  expectTypeOf<OpenAI7.ChatCompletionDeveloperMessageParam>().toExtend<MessageParam>();
  expectTypeOf<OpenAI6.ChatCompletionMessage>().toExtend<MessageParam>();
  expectTypeOf<OpenAI7.ChatCompletionMessage>().toExtend<MessageParam>();
  expectTypeOf<OpenAI6.ChatCompletionContentPart | OpenAI6.ChatCompletionContentPartRefusal>().toExtend<MessagePart>();
  expectTypeOf<OpenAI7.ChatCompletionContentPart | OpenAI7.ChatCompletionContentPartRefusal>().toExtend<MessagePart>();
});

test('tools, calls and choices of the official client fit ours', () => {
  expectTypeOf<OpenAI6.ChatCompletionTool>().toExtend<ToolParam>();
  expectTypeOf<OpenAI7.ChatCompletionTool>().toExtend<ToolParam>();
  expectTypeOf<OpenAI6.ChatCompletionMessageToolCall>().toExtend<ToolCallParam>();
  expectTypeOf<OpenAI7.ChatCompletionMessageToolCall>().toExtend<ToolCallParam>();
  expectTypeOf<OpenAI6.ChatCompletionToolChoiceOption>().toExtend<ToolChoiceParam>();
  expectTypeOf<OpenAI7.ChatCompletionToolChoiceOption>().toExtend<ToolChoiceParam>();
});

test('chunks, completions and their messages fit the types of the official client', () => {
  expectTypeOf<ChatCompletionChunk>().toExtend<OpenAI6.ChatCompletionChunk>();
  expectTypeOf<ChatCompletionChunk>().toExtend<OpenAI7.ChatCompletionChunk>();
  expectTypeOf<ChatCompletion>().toExtend<OpenAI6.ChatCompletion>();
  expectTypeOf<ChatCompletion>().toExtend<OpenAI7.ChatCompletion>();
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<OpenAI6.ChatCompletionMessage>();
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<OpenAI7.ChatCompletionMessage>();
});

test('the message of a completion, and what its official type has, go back into messages', () => {
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<MessageParam>();
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<OpenAI6.ChatCompletionMessageParam>();
  expectTypeOf<ChatCompletion['choices'][number]['message']>().toExtend<OpenAI7.ChatCompletionMessageParam>();
});

test('create() takes what a program built for the official client', () => {
  expectTypeOf<ChatCompletions['create']>().toBeCallableWith({} as OpenAI6.ChatCompletionCreateParamsNonStreaming);
  expectTypeOf<ChatCompletions['create']>().toBeCallableWith({} as OpenAI7.ChatCompletionCreateParamsStreaming);
});

test('stream() takes what a program built for the official client, and its listeners get what they got', () => {
  expectTypeOf<ChatCompletions['stream']>().toBeCallableWith({} as OpenAI6.ChatCompletionCreateParamsStreaming);
  expectTypeOf<ChatCompletions['stream']>().toBeCallableWith({} as OpenAI7.ChatCompletionCreateParamsStreaming);
  type Ours = ChatCompletionEvents<null>;
  type Theirs = ChatCompletionStreamEvents;
  expectTypeOf<Parameters<Ours['content']>>().toEqualTypeOf<Parameters<Theirs['content']>>();
  expectTypeOf<Parameters<Ours['content.done']>[0]>().toExtend<Parameters<Theirs['content.done']>[0]>();
  expectTypeOf<Parameters<Ours['refusal.delta']>[0]>().toExtend<Parameters<Theirs['refusal.delta']>[0]>();
  expectTypeOf<Parameters<Ours['functionToolCall']>[0]>().toExtend<Parameters<Theirs['functionToolCall']>[0]>();
  expectTypeOf<Parameters<Ours['message']>[0]>().toExtend<Parameters<Theirs['message']>[0]>();
  expectTypeOf<Parameters<Ours['totalUsage']>[0]>().toExtend<Parameters<Theirs['totalUsage']>[0]>();
  type Arguments = Parameters<Theirs['tool_calls.function.arguments.delta']>[0];
  expectTypeOf<Parameters<Ours['tool_calls.function.arguments.delta']>[0]>().toExtend<Arguments>();
  // Every event of the official client is one of ours.
  expectTypeOf<Exclude<keyof Theirs, keyof Ours>>().toEqualTypeOf<'functionToolCallResult'>();
});

test('a wrong type is still refused', () => {
  expectTypeOf<{ role: 'user'; content: number }>().not.toExtend<MessageParam>();
  expectTypeOf<{ role: 'user' }>().not.toExtend<MessageParam>();
  expectTypeOf<{ type: 'image_url'; image_url: { url: number } }>().not.toExtend<MessagePart>();
  expectTypeOf<{ model: 'm'; messages: []; temperature: 'hot' }>().not.toExtend<CreateParams>();
});

test('an answer in the form of a schema has the type of the schema', () => {
  type Weather = { city: string; degrees: number };
  expectTypeOf<ParsedOf<z.ZodType<Weather>>>().toEqualTypeOf<Weather>();
  expectTypeOf<ParsedOf<ReturnType<typeof zodResponseFormat<z.ZodType<Weather>>>>>().toEqualTypeOf<Weather>();
  expectTypeOf<ParsedOf<{ type: 'json_object' }>>().toEqualTypeOf<null>();
  expectTypeOf<ParsedOf<undefined>>().toEqualTypeOf<null>();
  expectTypeOf<ParsedChatCompletion<Weather>>().toExtend<OpenAI6.ChatCompletion>();
});

test('runTools() takes the tools that a program wrote for the official client', () => {
  const { runTools } = {} as ChatCompletions;
  const ask = { model: 'm', messages: [] as OpenAI6.ChatCompletionMessageParam[] };
  const getWeather = async (args: { city: string }): Promise<string> => args.city;
  const facts = { description: 'x', parameters: { type: 'object', properties: {} } } as const;
  const whole = runTools(
    {
      ...ask,
      tools: [
        { type: 'function', function: { function: getWeather, parse: JSON.parse, ...facts } },
        { type: 'function', function: { function: (text: string) => text.length, ...facts } },
        {
          type: 'function',
          function: {
            name: 'c',
            parse: (text) => ({ size: text.length }),
            function: ({ size }) => size.toFixed(),
            ...facts,
          },
        },
        {
          type: 'function',
          function: { name: 'd', parse: JSON.parse, function: ({ city }, runner) => (runner.abort(), city), ...facts },
        },
        { type: 'function', function: { name: 'e', function: (text: string) => text.toUpperCase(), ...facts } },
      ],
    },
    { maxChatCompletions: 3 },
  );
  expectTypeOf(whole).toEqualTypeOf<ChatCompletionRunner<null>>();
  const listed: RunnableToolFunction<object | string>[] = [];
  expectTypeOf(runTools({ ...ask, tools: listed, stream: true })).toEqualTypeOf<ChatCompletionStreamingRunner<null>>();
  const helped = zodFunction({ name: 'f', parameters: z.object({ city: z.string() }), function: getWeather });
  const either = [
    helped,
    { type: 'function' as const, function: { function: getWeather, parse: JSON.parse, ...facts } },
  ] as const;
  runTools({ ...ask, tools: either });
  runTools({
    ...ask,
    tools: [
      new ParsingToolFunction({
        function: getWeather,
        parse: JSON.parse as (text: string) => { city: string },
        ...facts,
        parameters: {},
      }),
    ],
  });
  // @ts-expect-error A tool needs a function to run.
  runTools({ ...ask, tools: [{ type: 'function', function: { name: 'look' } }] });
  const parsed = runTools({
    ...ask,
    tools: [helped],
    response_format: zodResponseFormat(z.object({ city: z.string() }), 'x'),
  });
  expectTypeOf(parsed).toEqualTypeOf<ChatCompletionRunner<{ city: string }>>();
});

test('listeners of a run get what those of the official client got', () => {
  type Ours = StreamedRunEvents<null>;
  expectTypeOf<Parameters<Ours['message']>[0]>().toExtend<Parameters<ChatCompletionStreamEvents['message']>[0]>();
  expectTypeOf<Parameters<Ours['functionToolCallResult']>>().toEqualTypeOf<
    Parameters<ChatCompletionRunnerEvents['functionToolCallResult']>
  >();
  expectTypeOf<Parameters<RunEvents<null>['content']>>().toEqualTypeOf<
    Parameters<ChatCompletionRunnerEvents['content']>
  >();
});
