import type { Content, GenerateContentResponse, GoogleGenAI, Part, Schema } from '@google/genai';
import { expect, test } from 'vitest';
import { start, weather } from './talk.ts';

const model = 'gemini-3.8-flash';
const question: Content = { role: 'user', parts: [{ text: 'Use get_weather for "Oslo".' }] };
const declaration = { ...weather, parameters: weather.parameters as unknown as Schema };
const config = { tools: [{ functionDeclarations: [declaration] }] };

async function first(client: GoogleGenAI, more: object = {}): Promise<Part[]> {
  const answer = await client.models.generateContent({ model, contents: [question], config, ...more });
  return answer.candidates?.[0]?.content?.parts ?? [];
}

function second(client: GoogleGenAI, parts: Part[], more: object = {}): Promise<GenerateContentResponse> {
  const calls = parts.filter(({ functionCall }) => functionCall !== undefined);
  const results = calls.map(({ functionCall }) => ({
    functionResponse: { name: functionCall?.name ?? '', response: { output: 18 } },
  }));
  const contents = [question, { role: 'model', parts }, { role: 'user', parts: results }];
  return client.models.generateContent({ model, contents, config, ...more });
}

test.each<[name: string, change: (part: Part) => Part, message: RegExp]>([
  ['without its signature', ({ functionCall = {} }) => ({ functionCall }), /missing a thought_signature/],
  [
    'with other arguments',
    (part) => ({ ...part, functionCall: { ...part.functionCall, args: { location: 'Lima' } } }),
    /Corrupted thought signature/,
  ],
  [
    'with an altered signature',
    (part) => ({ ...part, thoughtSignature: `A${part.thoughtSignature?.slice(1) ?? ''}` }),
    /Corrupted thought signature/,
  ],
])('a call that comes back %s is told', async (_name, change, message) => {
  const { client } = await start();
  const parts = await first(client);
  expect((await second(client, parts)).text).toMatch(/get_weather says/);
  await expect(second(client, parts.map(change))).rejects.toThrow(message);
});

test('the order of arguments is no part of what is signed', async () => {
  const calls = [{ name: 'get_weather', args: { a: 1, b: { c: 2, d: 3 } } }];
  const { client, emulator } = await start({ generate: { calls } });
  const [part] = await first(client);
  emulator.set({ generate: { calls: undefined } });
  const turned: Part = { ...part, functionCall: { name: 'get_weather', args: { b: { d: 3, c: 2 }, a: 1 } } };
  expect((await second(client, [turned])).text).toMatch(/get_weather says/);
});

test('a signature of another model, and one of another emulator, are refused', async () => {
  const one = await start();
  const other = await start();
  const parts = await first(one.client);
  await expect(second(one.client, parts, { model: 'gemini-3.1-pro-preview' })).rejects.toThrow(
    /Invalid thought signature/,
  );
  await expect(second(other.client, parts)).rejects.toThrow(/Corrupted thought signature/);
});

test('emulators with one key know each other’s signatures', async () => {
  const [one, other] = [await start({ signingKey: 'fake' }), await start({ signingKey: 'fake' })];
  expect((await second(other.client, await first(one.client))).text).toMatch(/get_weather says/);
});

test('the signature of a text may come back or not; it stands in a part of its own, or with the last words', async () => {
  const { client, emulator } = await start();
  const ask = async (): Promise<Part[]> => {
    const answer = await client.models.generateContent({ model, contents: 'Hello' });
    return answer.candidates?.[0]?.content?.parts ?? [];
  };
  const parts = await ask();
  expect(parts).toEqual([{ text: expect.stringMatching(/^The Gemini/), thoughtSignature: expect.any(String) }]);
  for (const history of [parts, parts.map(({ text = '' }) => ({ text }))]) {
    const contents = [
      { role: 'user', parts: [{ text: 'Hello' }] },
      { role: 'model', parts: history },
      { role: 'user', parts: [{ text: 'And?' }] },
    ];
    expect((await client.models.generateContent({ model, contents })).text).toMatch(/3 turns/);
  }
  emulator.set({ generate: { signaturePlace: 'last-text', answer: 'one two' } });
  const chunks: Part[] = [];
  for await (const chunk of await client.models.generateContentStream({ model, contents: 'Hello' })) {
    chunks.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
  }
  expect(chunks).toEqual([{ text: 'one' }, { text: ' two', thoughtSignature: expect.any(String) }]);
});

test('an older model signs, too, and does without', async () => {
  const { client } = await start();
  const older = { model: 'gemini-2.5-flash' };
  const parts = await first(client, older);
  expect(parts[0]?.thoughtSignature).toMatch(/./);
  expect(
    (
      await second(
        client,
        parts.map(({ functionCall = {} }) => ({ functionCall })),
        older,
      )
    ).text,
  ).toMatch(/says/);
});
