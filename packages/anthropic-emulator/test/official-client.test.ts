import Anthropic, { toFile } from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { pixel, readCat, start, weather } from './talk.ts';

const model = 'claude-opus-4-6';
const hello = { model, max_tokens: 1_000, messages: [{ role: 'user' as const, content: 'Hello' }] };

test('the official client streams an answer and puts it together', async () => {
  const { client, emulator } = await start();
  const stream = client.messages.stream(hello);
  const types: string[] = [];
  for await (const event of stream) types.push(event.type);
  const message = await stream.finalMessage();
  expect(message).toMatchObject({
    role: 'assistant',
    model,
    content: [{ type: 'text', text: 'The Anthropic emulator received one turn. You wrote: Hello' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
  });
  expect([...new Set(types)]).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(message.usage.output_tokens).toBe(9);
  expect(emulator.requests[0]?.headers).toMatchObject({
    authorization: '[present]',
    'anthropic-version': '2026-10-21',
  });
});

test('whole and streamed, the official client reads the same message', async () => {
  const { client } = await start({
    messages: { answer: 'One two three.', calls: [{ name: 'get_weather', input: {} }] },
  });
  const whole = await client.messages.create({ ...hello, tools: [weather] });
  const streamed = await client.messages.stream({ ...hello, tools: [weather] }).finalMessage();
  const comparable = ({ content, stop_reason, stop_sequence, usage }: Anthropic.Message) => ({
    content: content.map((block) => ('id' in block ? { ...block, id: 'any' } : block)),
    stop_reason,
    stop_sequence,
    usage,
  });
  expect(comparable(streamed)).toEqual(comparable(whole));
  expect(whole.stop_reason).toBe('tool_use');
});

test('a picture is known by its digest, another one by what can be proved', async () => {
  const { client } = await start();
  const ask = async (media_type: 'image/jpeg' | 'image/png', data: string): Promise<unknown> => {
    const source = { type: 'base64' as const, media_type, data };
    const content = [
      { type: 'image' as const, source },
      { type: 'text' as const, text: 'What is it?' },
    ];
    const message = await client.messages.create({ ...hello, messages: [{ role: 'user', content }] });
    return message.content[0];
  };
  expect(await ask('image/jpeg', (await readCat()).toString('base64'))).toMatchObject({
    text: expect.stringMatching(/tabby cat.*Canned answer of the Anthropic emulator/),
  });
  expect(await ask('image/png', pixel)).toMatchObject({
    text: expect.stringMatching(
      /cannot see.*begins as PNG \(declared as image\/png\), \d+ bytes, SHA-256 [0-9a-f]{64}\./,
    ),
  });
});

test('a tool is called when the prompt names it, and its result is answered with words', async () => {
  const { client } = await start();
  const question = { role: 'user' as const, content: 'Use get_weather for "Oslo".' };
  const first = await client.messages.stream({ ...hello, messages: [question], tools: [weather] }).finalMessage();
  const call = first.content.find((block) => block.type === 'tool_use');
  expect(first.stop_reason).toBe('tool_use');
  expect(call).toMatchObject({
    name: 'get_weather',
    input: { location: 'Oslo' },
    id: expect.stringMatching(/^toolu_01/),
  });
  const result = { type: 'tool_result' as const, tool_use_id: call?.id ?? '', content: '18 degrees' };
  const second = await client.messages.create({
    ...hello,
    messages: [question, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }],
    tools: [weather],
  });
  expect(second.content).toMatchObject([{ type: 'text', text: 'With one tool: get_weather says: 18 degrees' }]);
});

test('parallel calls can be switched off', async () => {
  const { client } = await start();
  const tools = [weather, { ...weather, name: 'get_time' }];
  const ask = async (parallel: boolean): Promise<readonly string[]> => {
    const message = await client.messages.create({
      ...hello,
      messages: [{ role: 'user', content: 'get_weather and get_time, please' }],
      tools,
      tool_choice: { type: 'auto', disable_parallel_tool_use: !parallel },
    });
    return message.content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : []));
  };
  expect(await ask(true)).toEqual(['get_weather', 'get_time']);
  expect(await ask(false)).toEqual(['get_weather']);
});

test('thoughts come signed, and go back as they came', async () => {
  const { client } = await start();
  const thinking = { type: 'adaptive' as const };
  const question = { role: 'user' as const, content: 'Use get_weather.' };
  const stream = client.messages.stream({ ...hello, messages: [question], tools: [weather], thinking });
  const thoughts: string[] = [];
  stream.on('thinking', (delta) => void thoughts.push(delta));
  const first = await stream.finalMessage();
  const [thought, , call] = first.content;
  expect(thought).toEqual({
    type: 'thinking',
    thinking: thoughts.join(''),
    signature: expect.stringMatching(/^.{60,}$/),
  });
  expect(thoughts.length).toBeGreaterThan(1);
  expect(first.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(0);
  const result = { type: 'tool_result' as const, tool_use_id: call?.type === 'tool_use' ? call.id : '', content: '18' };
  const second = await client.messages.create({
    ...hello,
    messages: [question, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }],
    tools: [weather],
    thinking,
  });
  expect(second.content.map(({ type }) => type)).toEqual(['thinking', 'text']);
});

test('newer models keep their thoughts to themselves unless they are asked', async () => {
  const { client } = await start();
  const ask = async (display?: 'summarized'): Promise<unknown> => {
    const thinking = display === undefined ? {} : { thinking: { type: 'adaptive' as const, display } };
    return (await client.messages.create({ ...hello, model: 'claude-opus-5-5', ...thinking })).content[0];
  };
  expect(await ask()).toMatchObject({ type: 'thinking', thinking: '', signature: expect.stringMatching(/./) });
  expect(await ask('summarized')).toMatchObject({ type: 'thinking', thinking: expect.stringMatching(/./) });
});

test('the documented prompts lead to a redacted thought and to a refusal', async () => {
  const { client } = await start();
  const redacted =
    'ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB';
  const refusal =
    'ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86';
  const ask = (content: string): Promise<Anthropic.Message> =>
    client.messages
      .stream({ ...hello, messages: [{ role: 'user', content }], thinking: { type: 'adaptive' } })
      .finalMessage();
  expect((await ask(redacted)).content.map(({ type }) => type)).toEqual(['redacted_thinking', 'text']);
  expect(await ask(refusal)).toMatchObject({ content: [], stop_reason: 'refusal', stop_details: { type: 'refusal' } });
});

test('an answer can be held to a schema', async () => {
  const { client } = await start();
  const schema = {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer' } },
    required: ['city', 'days'],
    additionalProperties: false,
  };
  const message = await client.messages.create({
    ...hello,
    messages: [{ role: 'user', content: 'Plan 3 days in "Oslo".' }],
    output_config: { format: { type: 'json_schema', schema } },
  });
  const [text] = message.content;
  expect(JSON.parse(text?.type === 'text' ? text.text : '')).toEqual({ city: 'Oslo', days: 3 });
});

test('plain documents are quoted when citations are asked for', async () => {
  const { client } = await start();
  const message = await client.messages
    .stream({
      ...hello,
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'The grass is green.' },
              title: 'Grass',
              citations: { enabled: true },
            },
            { type: 'text', text: 'What colour?' },
          ],
        },
      ],
    })
    .finalMessage();
  expect(message.content[0]).toMatchObject({
    type: 'text',
    citations: [
      {
        type: 'char_location',
        cited_text: 'The grass is green.',
        document_title: 'Grass',
        start_char_index: 0,
        end_char_index: 19,
      },
    ],
  });
});

test('an answer ends at a stop sequence or after max_tokens', async () => {
  const { client } = await start({ messages: { answer: 'One two END three' } });
  const stopped = await client.messages.create({ ...hello, stop_sequences: ['END'] });
  expect(stopped).toMatchObject({
    content: [{ text: 'One two ' }],
    stop_reason: 'stop_sequence',
    stop_sequence: 'END',
  });
  const short = await client.messages.create({ ...hello, max_tokens: 2 });
  expect(short).toMatchObject({
    content: [{ text: 'One two' }],
    stop_reason: 'max_tokens',
    usage: { output_tokens: 2 },
  });
  const none = await client.messages.create({ ...hello, max_tokens: 0 });
  expect(none).toMatchObject({ content: [], stop_reason: 'max_tokens' });
});

test('a count of tokens is what a message with that prompt is charged for', async () => {
  const { client } = await start();
  const prompt = {
    model,
    system: 'Be brief.',
    messages: [{ role: 'user' as const, content: 'How many words are these?' }],
    tools: [weather],
  };
  const { input_tokens: counted } = await client.messages.countTokens(prompt);
  const { usage } = await client.messages.create({ ...prompt, max_tokens: 10 });
  expect(usage.input_tokens).toBe(counted);
  expect(counted).toBeGreaterThan(7);
});

test('what is marked is written to the cache once, read until it is over, and counted apart', async () => {
  const { client, emulator } = await start({ minCacheTokens: 5 });
  const system = [
    { type: 'text' as const, text: 'one two three four five six', cache_control: { type: 'ephemeral' as const } },
  ];
  const ask = async (content: string): Promise<readonly unknown[]> => {
    const { usage } = await client.messages.create({ ...hello, system, messages: [{ role: 'user', content }] });
    return [usage.cache_creation_input_tokens, usage.cache_read_input_tokens, usage.input_tokens];
  };
  const [written, read, input] = await ask('a');
  expect([Number(written) > 5, read]).toEqual([true, 0]);
  expect(await ask('b')).toEqual([0, written, input]);
  emulator.advance(301_000);
  expect(await ask('c')).toEqual([written, 0, input]);
});

test('files are uploaded, named in a message, listed, deleted, and over in time', async () => {
  const { client, emulator } = await start();
  const cat = await readCat();
  const file = await client.files.upload({ file: await toFile(cat, 'cat.jpeg', { type: 'image/jpeg' }) });
  expect(file).toMatchObject({
    filename: 'cat.jpeg',
    mime_type: 'image/jpeg',
    size_bytes: cat.length,
    expires_at: null,
  });
  const ask = (): Promise<Anthropic.Message> =>
    client.messages.create({
      ...hello,
      messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: file.id } }] }],
    });
  expect((await ask()).content).toMatchObject([{ text: expect.stringContaining('tabby cat') }]);
  expect((await client.files.list()).data.map(({ id }) => id)).toEqual([file.id]);
  expect(await client.files.retrieveMetadata(file.id)).toMatchObject({ id: file.id });
  await expect(client.files.download(file.id)).rejects.toMatchObject({ errorCode: 'file_not_downloadable' });
  expect(await client.files.delete(file.id)).toEqual({ id: file.id, type: 'file_deleted' });
  await expect(ask()).rejects.toThrow(Anthropic.NotFoundError);

  const short = await client.files.upload({
    file: await toFile(cat, 'a.jpeg', { type: 'image/jpeg' }),
    expires_in_seconds: 3_600,
  });
  emulator.advance(3_600_000);
  await expect(client.files.retrieveMetadata(short.id)).rejects.toMatchObject({
    errorCode: 'file_expired',
    status: 404,
  });
});

test('models are listed page by page and by name, with what each can do', async () => {
  const { client } = await start();
  const ids: string[] = [];
  for await (const { id } of client.models.list({ limit: 4 })) ids.push(id);
  expect(ids.length).toBeGreaterThan(8);
  expect(new Set(ids).size).toBe(ids.length);
  const found = await client.models.retrieve('claude-haiku-4-5');
  expect(found).toMatchObject({ id: 'claude-haiku-4-5-20251001', max_tokens: 64_000 });
  expect(found.capabilities?.thinking.types).toMatchObject({
    enabled: { supported: true },
    adaptive: { supported: false },
  });
  await expect(client.models.retrieve('claude-0')).rejects.toThrow(Anthropic.NotFoundError);
});

test.each([
  [401, Anthropic.AuthenticationError],
  [403, Anthropic.PermissionDeniedError],
  [429, Anthropic.RateLimitError],
  [500, Anthropic.InternalServerError],
  [529, Anthropic.APIError],
] as const)('the official client knows a %d for what it is', async (status, kind) => {
  const { client } = await start({ messages: { fail: { status } } });
  const error: unknown = await client.messages.create(hello).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ status, requestID: expect.stringMatching(/^req_01/) });
});

test('the official client repeats what was overloaded once', async () => {
  const { client, emulator } = await start({
    messages: { fail: { status: 529, headers: { 'retry-after-ms': '1' } }, failures: 1 },
  });
  expect((await client.withOptions({ maxRetries: 1 }).messages.create(hello)).stop_reason).toBe('end_turn');
  expect(emulator.counts.messages).toBe(2);
});

test('an error inside the stream reaches the official client', async () => {
  const { client } = await start({ messages: { errorAfterEvents: 4 } });
  const failed = client.messages.stream(hello).finalMessage();
  await expect(failed).rejects.toMatchObject({ type: 'overloaded_error' });
});

test('a stream cut before its signature leaves the official client without a message', async () => {
  const { client } = await start({ messages: { cutBefore: 'signature_delta' } });
  const stream = client.messages.stream({ ...hello, thinking: { type: 'adaptive' } });
  let signed = false;
  stream.on('signature', () => void (signed = true));
  await expect(stream.finalMessage()).rejects.toThrow();
  expect(signed).toBe(false);
});

test('a paused turn goes back as it came and is gone on with', async () => {
  const { client, emulator } = await start();
  emulator.next('messages', { stopReason: 'pause_turn' });
  const search = { type: 'web_search_20250305' as const, name: 'web_search' as const };
  const question = { role: 'user' as const, content: 'Search.' };
  const first = await client.messages.stream({ ...hello, messages: [question], tools: [search] }).finalMessage();
  expect(first).toMatchObject({
    stop_reason: 'pause_turn',
    content: [{}, { type: 'server_tool_use', name: 'web_search' }],
  });
  const messages = [question, { role: 'assistant' as const, content: first.content }];
  expect((await client.messages.create({ ...hello, messages, tools: [search] })).stop_reason).toBe('end_turn');
});
