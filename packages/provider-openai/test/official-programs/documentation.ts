/* oxlint-disable typescript/no-deprecated -- programs use what OpenAI calls deprecated, too */
import { type Step, sse } from '@plugboard/provider-testkit/server';
import type OpenAI from 'openai';
import { call, calling, look, messages, model, pieces, type Program, spoken, whole } from './program.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(28)]).toString('base64');
const pdf = Buffer.from('%PDF-1.7\nhello\n%%EOF\n').toString('base64');

const user = (...content: readonly OpenAI.ChatCompletionContentPart[]): OpenAI.ChatCompletionMessageParam => ({
  role: 'user',
  content: [...content],
});
const text = { type: 'text' as const, text: 'What is this?' };
const counted = (usage: object): Step =>
  sse([
    {
      id: 'c',
      object: 'chat.completion.chunk',
      model,
      choices: [{ index: 0, delta: { role: 'assistant', content: '7' } }],
    },
    { id: 'c', object: 'chat.completion.chunk', model, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { id: 'c', object: 'chat.completion.chunk', model, choices: [], usage },
    'data: [DONE]\n\n',
  ]);
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const schema = {
  type: 'object',
  properties: { degrees: { type: 'number' } },
  required: ['degrees'],
  additionalProperties: false,
};

/** A program that makes one call and prints what a field of its answer holds. */
function asks(
  params: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>,
  answer: Step,
  read: (completion: OpenAI.ChatCompletion) => unknown,
): Program {
  return {
    answers: [answer],
    async run(client, log) {
      log(read(await client.chat.completions.create({ model, messages, ...params })));
    },
  };
}

const messageIn = ({ choices }: OpenAI.ChatCompletion): OpenAI.ChatCompletionMessage | undefined => choices[0]?.message;
const textIn = (completion: OpenAI.ChatCompletion): unknown => messageIn(completion)?.content;

/**
 * The examples of OpenAI's reference and guides of chat completions, in other words.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export const documented: Readonly<Record<string, Program>> = {
  'an answer to a developer and a user': asks(
    { messages: [{ role: 'developer', content: 'Be short.' }, ...messages] },
    whole({ content: 'Seven.' }),
    (completion) => [completion.object, completion.choices[0]?.finish_reason, completion.usage, textIn(completion)],
  ),
  'an image at a URL': asks(
    { messages: [user(text, { type: 'image_url', image_url: { url: 'https://example.com/a.png' } })] },
    whole({ content: 'A path.' }),
    textIn,
  ),
  'an image in base64, and how closely to look at it': asks(
    {
      messages: [user(text, { type: 'image_url', image_url: { url: `data:image/png;base64,${png}`, detail: 'high' } })],
      max_completion_tokens: 300,
    },
    whole({ content: 'A path.' }),
    textIn,
  ),
  'several images': asks(
    {
      messages: [
        user(
          text,
          { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'https://example.com/b.png', detail: 'auto' } },
        ),
      ],
    },
    whole({ content: 'Two paths.' }),
    textIn,
  ),
  'a stream': {
    answers: [spoken],
    async run(client, log) {
      const stream = await client.chat.completions.create({ model, messages, stream: true });
      for await (const { object, choices } of stream) {
        log(object, choices[0]?.delta.content ?? '', choices[0]?.finish_reason);
      }
    },
  },
  'a stream that counts': {
    answers: [counted(usage)],
    async run(client, log) {
      const stream = await client.chat.completions.create({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true, include_obfuscation: false },
      });
      for await (const chunk of stream) if (chunk.usage) log(chunk.usage.total_tokens);
    },
  },
  'a function that may be called': asks(
    { tools: [look], tool_choice: 'auto' },
    whole({ content: null, tool_calls: [call] }, 'tool_calls'),
    (completion) => [messageIn(completion)?.tool_calls, completion.choices[0]?.finish_reason],
  ),
  'a strict function, one call at a time': asks(
    {
      tools: [{ type: 'function', function: { name: 'look', parameters: schema, strict: true } }],
      parallel_tool_calls: false,
      tool_choice: { type: 'function', function: { name: 'look' } },
    },
    whole({ content: null, tool_calls: [call] }),
    (completion) => messageIn(completion)?.tool_calls?.length,
  ),
  'the result of a function': asks(
    {
      tools: [look],
      messages: [
        ...messages,
        { role: 'assistant', content: null, tool_calls: [{ ...call, type: 'function' }] },
        { role: 'tool', tool_call_id: 'call_1', content: '7' },
      ],
    },
    whole({ content: 'Seven.' }),
    textIn,
  ),
  'a streamed call': {
    answers: [calling],
    async run(client, log) {
      const finished: Record<number, OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall> = {};
      const stream = await client.chat.completions.create({ model, messages, tools: [look], stream: true });
      for await (const chunk of stream) {
        for (const delta of chunk.choices[0]?.delta.tool_calls ?? []) {
          const known = (finished[delta.index] ??= delta);
          if (known !== delta && known.function !== undefined)
            known.function = {
              ...known.function,
              arguments: `${known.function.arguments ?? ''}${delta.function?.arguments ?? ''}`,
            };
        }
      }
      log(finished);
    },
  },
  'a custom tool': asks(
    {
      tools: [
        {
          type: 'custom',
          custom: {
            name: 'run',
            description: 'Runs code',
            format: { type: 'grammar', grammar: { syntax: 'regex', definition: '.+' } },
          },
        },
      ],
    },
    whole({ content: null, tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'print(7)' } }] }),
    (completion) => messageIn(completion)?.tool_calls,
  ),
  'some of the tools': asks(
    {
      tools: [look, { type: 'custom', custom: { name: 'run' } }],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'custom', custom: { name: 'run' } }] },
      },
    },
    whole({ content: null, tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: '7' } }] }),
    (completion) => messageIn(completion)?.tool_calls,
  ),
  'log probabilities of two candidates': asks(
    { logprobs: true, top_logprobs: 2 },
    whole({ content: 'Seven' }, 'stop', {
      logprobs: {
        content: [
          {
            token: 'Seven',
            logprob: -0.3,
            bytes: [83],
            top_logprobs: [
              { token: 'Seven', logprob: -0.3, bytes: [83] },
              { token: 'Six', logprob: -1.5, bytes: null },
            ],
          },
        ],
        refusal: null,
      },
    }),
    (completion) => completion.choices[0]?.logprobs,
  ),
  'the form of a JSON Schema': asks(
    { response_format: { type: 'json_schema', json_schema: { name: 'weather', schema, strict: true } } },
    whole({ content: '{"degrees":7}' }),
    (completion) => JSON.parse(messageIn(completion)?.content ?? ''),
  ),
  'the form of any JSON': asks(
    { response_format: { type: 'json_object' } },
    whole({ content: '{"degrees":7}' }),
    (completion) => JSON.parse(messageIn(completion)?.content ?? ''),
  ),
  'a refusal': asks(
    { response_format: { type: 'json_schema', json_schema: { name: 'weather', schema } } },
    whole({ content: null, refusal: 'I cannot help with that.' }),
    (completion) => [messageIn(completion)?.refusal, messageIn(completion)?.content],
  ),
  'a streamed refusal': {
    answers: [
      pieces([{ role: 'assistant', content: '', refusal: null }, null], [{ refusal: 'No.' }, null], [{}, 'stop']),
    ],
    async run(client, log) {
      for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true })) {
        if (choices[0]?.delta.refusal) log(choices[0].delta.refusal);
      }
    },
  },
  'an answer in sound, and the next turn': {
    answers: [
      whole({ content: null, audio: { id: 'audio_1', data: wav, transcript: 'Seven.', expires_at: 1_800_000_000 } }),
      whole({ content: 'Bern.' }),
    ],
    async run(client, log) {
      const spokenIn = {
        modalities: ['text', 'audio'] as ('text' | 'audio')[],
        audio: { voice: 'alloy', format: 'wav' as const },
      };
      const { choices } = await client.chat.completions.create({ model, messages, ...spokenIn });
      const audio = choices[0]?.message.audio;
      log(audio?.id, audio?.data, audio?.transcript, audio?.expires_at);
      const turns: OpenAI.ChatCompletionMessageParam[] = [
        ...messages,
        { role: 'assistant', audio: { id: audio?.id ?? '' } },
        { role: 'user', content: 'Where?' },
      ];
      log(textIn(await client.chat.completions.create({ model, messages: turns, ...spokenIn })));
    },
  },
  'a recording': asks(
    { messages: [user(text, { type: 'input_audio', input_audio: { data: wav, format: 'wav' } })] },
    whole({ content: 'A dog.' }),
    textIn,
  ),
  'a predicted answer': asks(
    { prediction: { type: 'content', content: 'class User {}' } },
    whole(
      { content: 'class User {}' },
      'stop',
      {},
      {
        ...usage,
        completion_tokens_details: { accepted_prediction_tokens: 2, rejected_prediction_tokens: 1 },
      },
    ),
    (completion) => [textIn(completion), completion.usage?.completion_tokens_details],
  ),
  'a PDF in base64': asks(
    {
      messages: [
        user({ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${pdf}` } }, text),
      ],
    },
    whole({ content: 'A report.' }),
    textIn,
  ),
  'a file that the service keeps': asks(
    { messages: [user({ type: 'file', file: { file_id: 'file-1' } }, text)] },
    whole({ content: 'A report.' }),
    textIn,
  ),
  'how much to think': asks(
    { reasoning_effort: 'minimal', max_completion_tokens: 500 },
    whole({ content: 'Seven.' }, 'stop', {}, { ...usage, completion_tokens_details: { reasoning_tokens: 2 } }),
    (completion) => [textIn(completion), completion.usage?.completion_tokens_details?.reasoning_tokens],
  ),
  'how much to say': asks({ verbosity: 'low' }, whole({ content: '7' }), textIn),
  'a search of the web': asks(
    {
      web_search_options: {
        search_context_size: 'low',
        user_location: { type: 'approximate', approximate: { country: 'CH', city: 'Bern' } },
      },
    },
    whole({
      content: 'Seven degrees.',
      annotations: [
        {
          type: 'url_citation',
          url_citation: { url: 'https://example.com/bern', title: 'Bern', start_index: 0, end_index: 14 },
        },
      ],
    }),
    (completion) => messageIn(completion)?.annotations,
  ),
  'what the service caches': asks(
    { prompt_cache_key: 'k-1', prompt_cache_retention: '24h' },
    whole({ content: '7' }, 'stop', {}, { ...usage, prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 } }),
    (completion) => completion.usage?.prompt_tokens_details,
  ),
  'what the service keeps, and for whom': asks(
    { store: true, metadata: { run: '1' }, user: 'u-1', safety_identifier: 's-1', service_tier: 'flex' },
    whole({ content: '7' }, 'stop', {}, usage, { service_tier: 'flex', system_fingerprint: 'fp_1' }),
    (completion) => [completion.service_tier, completion.system_fingerprint],
  ),
  'how to sample': asks(
    {
      temperature: 0,
      top_p: 1,
      seed: 7,
      stop: ['END', '\n\n'],
      frequency_penalty: 0.5,
      presence_penalty: -0.5,
      logit_bias: { '50256': -100 },
      n: 1,
    },
    whole({ content: '7' }, 'length'),
    (completion) => completion.choices[0]?.finish_reason,
  ),
  'names of those who speak': asks(
    {
      messages: [
        { role: 'system', name: 'guide', content: 'Translate.' },
        { role: 'user', name: 'ann', content: 'Hello' },
        { role: 'assistant', name: 'bob', content: 'Hallo' },
        { role: 'user', name: 'ann', content: 'World' },
      ],
    },
    whole({ content: 'Welt' }),
    textIn,
  ),
  'the models': {
    answers: [],
    async run(client, log) {
      // What differs is whom Plugboard asks without the option. The official client does not know it.
      const live: object = { live: true };
      for await (const one of client.models.list(live)) log(one.id);
      const { data } = await client.models.list(live);
      log(data.map(({ id }) => id));
      log((await client.models.retrieve(model)).id);
    },
  },
  'the id of the request': asks({}, whole({ content: '7' }), (completion) => [
    Reflect.get(completion, '_request_id'),
    JSON.stringify(completion).includes('_request_id'),
  ]),
  'the older form of functions': {
    sendsTheSame: false,
    answers: [
      whole({ content: null, function_call: { name: 'look', arguments: '{"city":"Bern"}' } }, 'function_call'),
      whole({ content: 'Seven.' }),
    ],
    async run(client, log) {
      const turns = [...messages];
      const functions = [{ ...look.function }];
      const { choices } = await client.chat.completions.create({
        model,
        messages: turns,
        functions,
        function_call: 'auto',
      });
      const message = choices[0]?.message;
      if (message?.function_call === undefined || message.function_call === null) return;
      log(choices[0]?.finish_reason, message.function_call.name, JSON.parse(message.function_call.arguments));
      turns.push(message, { role: 'function', name: 'look', content: '7' });
      log(textIn(await client.chat.completions.create({ model, messages: turns, functions })));
    },
  },
  'the older form of functions, streamed': {
    sendsTheSame: false,
    answers: [
      pieces(
        [{ role: 'assistant', content: null, function_call: { name: 'look', arguments: '' } }, null],
        [{ function_call: { arguments: '{"city":' } }, null],
        [{ function_call: { arguments: '"Bern"}' } }, null],
        [{}, 'function_call'],
      ),
    ],
    async run(client, log) {
      let name = '';
      let given = '';
      const stream = await client.chat.completions.create({
        model,
        messages,
        functions: [{ ...look.function }],
        stream: true,
      });
      for await (const { choices } of stream) {
        name += choices[0]?.delta.function_call?.name ?? '';
        given += choices[0]?.delta.function_call?.arguments ?? '';
        if (choices[0]?.finish_reason) log(choices[0].finish_reason);
      }
      log(name, given);
    },
  },
};
