import {
  ApiError,
  createPartFromUri,
  FunctionCallingConfigMode,
  type Content,
  type Part,
  type Schema,
} from '@google/genai';
import { expect, test } from 'vitest';
import { partsOf, pixel, readCat, start, weather } from './talk.ts';

const model = 'gemini-3.8-flash';
const declaration = { ...weather, parameters: weather.parameters as unknown as Schema };
const withWeather = { tools: [{ functionDeclarations: [declaration] }] };

test('the official client streams an answer with its counts and its signature', async () => {
  const { client, emulator } = await start();
  const chunks = [];
  for await (const chunk of await client.models.generateContentStream({ model, contents: 'Hello' })) chunks.push(chunk);
  expect(chunks.map(({ text }) => text ?? '').join('')).toBe('The Gemini emulator received one turn. You wrote: Hello');
  expect(chunks.map((chunk) => chunk.candidates?.[0]?.finishReason).filter((reason) => reason !== undefined)).toEqual([
    'STOP',
  ]);
  const last = chunks.at(-1);
  expect(last?.candidates?.[0]?.content?.parts).toEqual([
    { text: '', thoughtSignature: expect.stringMatching(/^.{40,}$/) },
  ]);
  expect(last?.usageMetadata).toMatchObject({ promptTokenCount: 1, candidatesTokenCount: 9, thoughtsTokenCount: 10 });
  expect(last?.usageMetadata?.totalTokenCount).toBe(20);
  expect([last?.modelVersion, last?.responseId]).toEqual([model, expect.stringMatching(/./)]);
  expect(emulator.requests[0]?.headers).toMatchObject({ 'x-goog-api-key': '[present]' });
});

test('whole and streamed, the official client reads the same', async () => {
  const { client } = await start({ generate: { answer: 'One two three.' } });
  const config = { thinkingConfig: { includeThoughts: true } };
  const whole = await client.models.generateContent({ model, contents: 'Hello', config });
  const parts = await partsOf(await client.models.generateContentStream({ model, contents: 'Hello', config }));
  const textOf = (all: readonly Part[], thought: boolean): string =>
    all
      .filter((part) => (part.thought ?? false) === thought)
      .map(({ text }) => text ?? '')
      .join('');
  const wholeParts = whole.candidates?.[0]?.content?.parts ?? [];
  expect(textOf(parts, false)).toBe(textOf(wholeParts, false));
  expect(textOf(parts, true)).toBe(textOf(wholeParts, true));
  expect(textOf(parts, true)).toMatch(/^Nobody thinks here/);
});

test('a picture is known by its digest, another one by what can be proved', async () => {
  const { client } = await start();
  const ask = async (mimeType: string, data: string): Promise<string | undefined> => {
    const contents = [{ role: 'user', parts: [{ inlineData: { mimeType, data } }, { text: 'What is it?' }] }];
    return (await client.models.generateContent({ model, contents })).text;
  };
  expect(await ask('image/jpeg', (await readCat()).toString('base64'))).toMatch(
    /tabby cat.*Canned answer of the Gemini emulator/,
  );
  expect(await ask('image/png', pixel)).toMatch(/cannot see.*begins as PNG \(declared as image\/png\), \d+ bytes/);
});

test('a function is called when the prompt names it, and its result is answered with words', async () => {
  const { client } = await start();
  const chat = client.chats.create({ model, config: withWeather });
  const first = await chat.sendMessage({ message: 'Use get_weather for "Oslo".' });
  expect(first.functionCalls).toEqual([{ name: 'get_weather', args: { location: 'Oslo' } }]);
  const response = { name: 'get_weather', response: { output: '18 degrees' } };
  const second = await chat.sendMessage({ message: [{ functionResponse: response }] });
  expect(second.text).toBe('With one function: get_weather says: {"output":"18 degrees"}');
});

test('only the first of two calls is signed, and both may have one name', async () => {
  const calls = ['Oslo', 'Lima'].map((location) => ({ name: 'get_weather', args: { location } }));
  const { client } = await start({ generate: { calls, ids: true } });
  const parts = await partsOf(await client.models.generateContentStream({ model, contents: 'x', config: withWeather }));
  expect(parts.map(({ functionCall }) => functionCall?.args)).toEqual([{ location: 'Oslo' }, { location: 'Lima' }]);
  expect(parts.map(({ thoughtSignature }) => thoughtSignature !== undefined)).toEqual([true, false]);
  expect(new Set(parts.map(({ functionCall }) => functionCall?.id)).size).toBe(2);
});

test('a function can be forced, or forbidden', async () => {
  const { client } = await start();
  const ask = async (mode: FunctionCallingConfigMode, contents: string): Promise<number> => {
    const config = { ...withWeather, toolConfig: { functionCallingConfig: { mode } } };
    return (await client.models.generateContent({ model, contents, config })).functionCalls?.length ?? 0;
  };
  expect(await ask(FunctionCallingConfigMode.ANY, 'Hello')).toBe(1);
  expect(await ask(FunctionCallingConfigMode.AUTO, 'Hello')).toBe(0);
  expect(await ask(FunctionCallingConfigMode.NONE, 'get_weather')).toBe(0);
});

test('an answer can be held to a schema of either kind', async () => {
  const { client } = await start();
  const properties = { city: { type: 'string' }, days: { type: 'integer' } };
  const responseJsonSchema = { type: 'object', properties, required: ['city', 'days'], additionalProperties: false };
  const responseSchema = { type: 'OBJECT', properties } as unknown as Schema;
  for (const form of [{ responseJsonSchema }, { responseSchema }]) {
    const config = { responseMimeType: 'application/json', ...form };
    const { text } = await client.models.generateContent({ model, contents: 'Plan 3 days in "Oslo".', config });
    expect(JSON.parse(text ?? '')).toEqual({ city: 'Oslo', days: 3 });
  }
});

test('a model for pictures answers with one', async () => {
  const { client } = await start();
  const image = await client.models.generateContent({ model: 'gemini-2.5-flash-image', contents: 'A cat' });
  expect(image.candidates?.[0]?.content?.parts).toEqual([
    { text: expect.stringMatching(/paints nothing/) },
    { inlineData: { mimeType: 'image/png', data: pixel } },
  ]);
});

test('an answer ends at a stop sequence or after maxOutputTokens', async () => {
  const { client } = await start({ generate: { answer: 'One two END three' } });
  const ask = async (config: object): Promise<readonly unknown[]> => {
    const { text, candidates } = await client.models.generateContent({ model, contents: 'x', config });
    return [text, candidates?.[0]?.finishReason];
  };
  expect(await ask({ stopSequences: ['END'] })).toEqual(['One two ', 'STOP']);
  expect(await ask({ maxOutputTokens: 12 })).toEqual(['One two', 'MAX_TOKENS']);
  expect(await ask({ maxOutputTokens: 5 })).toEqual(['', 'MAX_TOKENS']);
});

test('a count of tokens is what an answer to that prompt is charged for', async () => {
  const { client } = await start();
  const contents = [
    {
      role: 'user',
      parts: [{ text: 'How many words are these?' }, { inlineData: { mimeType: 'image/png', data: pixel } }],
    },
  ];
  const { totalTokens } = await client.models.countTokens({ model, contents });
  const { usageMetadata } = await client.models.generateContent({ model, contents });
  expect(usageMetadata?.promptTokenCount).toBe(totalTokens);
  expect(totalTokens).toBe(5 + 258);
});

test('files are uploaded, named in a prompt, listed, deleted, and over after 48 hours', async () => {
  const { client, emulator } = await start();
  const cat = await readCat();
  const file = await client.files.upload({
    file: new Blob([cat]),
    config: { mimeType: 'image/jpeg', displayName: 'cat' },
  });
  expect(file).toMatchObject({
    mimeType: 'image/jpeg',
    sizeBytes: String(cat.length),
    state: 'ACTIVE',
    displayName: 'cat',
  });
  const ask = async (): Promise<string | undefined> => {
    const parts = [createPartFromUri(file.uri ?? '', 'image/jpeg'), { text: 'What is it?' }];
    return (await client.models.generateContent({ model, contents: [{ role: 'user', parts }] })).text;
  };
  expect(await ask()).toContain('tabby cat');
  const names: unknown[] = [];
  for await (const { name } of await client.files.list()) names.push(name);
  expect(names).toEqual([file.name]);
  expect(await client.files.get({ name: file.name ?? '' })).toMatchObject({ name: file.name });
  emulator.advance(48 * 3_600_000);
  await expect(ask()).rejects.toThrow(/You do not have permission to access the File/);
  const other = await client.files.upload({ file: new Blob([cat]), config: { mimeType: 'image/jpeg' } });
  await client.files.delete({ name: other.name ?? '' });
  await expect(client.files.get({ name: other.name ?? '' })).rejects.toMatchObject({ status: 403 });
});

test('a video can be used when it has been processed', async () => {
  const { client, emulator } = await start({ files: { processingMs: 5_000 } });
  const file = await client.files.upload({ file: new Blob(['....ftypisom']), config: { mimeType: 'video/mp4' } });
  expect(file.state).toBe('PROCESSING');
  const contents = [{ role: 'user', parts: [createPartFromUri(file.uri ?? '', 'video/mp4')] }];
  await expect(client.models.generateContent({ model, contents })).rejects.toThrow(/is not in an ACTIVE state/);
  emulator.advance(5_000);
  expect((await client.files.get({ name: file.name ?? '' })).state).toBe('ACTIVE');
  expect((await client.models.generateContent({ model, contents })).text).toMatch(/begins as MP4/);
});

test('models are listed page by page and by name; aliases are of v1beta only', async () => {
  const { client } = await start();
  const names: unknown[] = [];
  for await (const { name } of await client.models.list({ config: { pageSize: 3 } })) names.push(name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('models/gemini-embedding-001');
  expect(await client.models.get({ model: 'gemini-2.5-pro' })).toMatchObject({
    name: 'models/gemini-2.5-pro',
    supportedActions: ['generateContent', 'countTokens'],
  });
  await expect(client.models.get({ model: 'gemini-flash-latest' })).rejects.toMatchObject({ status: 404 });
  const config = { httpOptions: { apiVersion: 'v1beta' } };
  expect(await client.models.get({ model: 'gemini-flash-latest', config })).toMatchObject({
    name: 'models/gemini-3.8-flash',
  });
});

test.each([400, 403, 404, 429, 500, 503])('the official client knows a %d for what it is', async (status) => {
  const { client } = await start({ generate: { fail: { status } } });
  for (const call of [
    () => client.models.generateContent({ model, contents: 'Hello' }),
    () => client.models.generateContentStream({ model, contents: 'Hello' }),
  ]) {
    const error: unknown = await call().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status });
  }
});

test('a 429 says how long to wait', async () => {
  const { client } = await start({ generate: { fail: { status: 429 } } });
  await expect(client.models.generateContent({ model, contents: 'x' })).rejects.toThrow(/RetryInfo","retryDelay":"1s"/);
});

test('a blocked prompt has no candidates', async () => {
  const { client } = await start({ generate: { blockReason: 'PROHIBITED_CONTENT' } });
  const whole = await client.models.generateContent({ model, contents: 'x' });
  expect([whole.candidates, whole.promptFeedback?.blockReason]).toEqual([undefined, 'PROHIBITED_CONTENT']);
  const chunks = [];
  for await (const chunk of await client.models.generateContentStream({ model, contents: 'x' })) chunks.push(chunk);
  expect(chunks.map(({ promptFeedback }) => promptFeedback?.blockReason)).toEqual(['PROHIBITED_CONTENT']);
});

test('an error inside the stream reaches the official client', async () => {
  const { client } = await start({ generate: { errorAfterEvents: 2 } });
  const stream = await client.models.generateContentStream({ model, contents: 'x' });
  await expect(partsOf(stream)).rejects.toMatchObject({ name: 'ApiError', status: 503 });
});

test('a conversation goes on with what the official client kept of it', async () => {
  const { client } = await start();
  const chat = client.chats.create({ model, config: { ...withWeather, thinkingConfig: { includeThoughts: true } } });
  const sent: Content[][] = [];
  for (const message of ['Hello', 'Use get_weather.']) {
    await partsOf(await chat.sendMessageStream({ message }));
    sent.push(chat.getHistory());
  }
  const answer = { functionResponse: { name: 'get_weather', response: { output: '18' } } };
  const parts = await partsOf(await chat.sendMessageStream({ message: [answer] }));
  expect(
    parts
      .filter(({ thought }) => thought !== true)
      .map(({ text }) => text)
      .join(''),
  ).toMatch(/get_weather says/);
  expect(sent[1]?.length).toBeGreaterThan(3);
});
