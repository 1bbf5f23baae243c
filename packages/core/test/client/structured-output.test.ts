import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ChatEvent } from '../../src/provider.ts';
import { clientOf, rejection } from './tool-provider.ts';

const Weather = z.object({ city: z.string(), degrees: z.number().nullable(), sky: z.enum(['clear', 'cloudy']) });
const asked = { model: 'm', messages: [{ role: 'user' as const, content: 'How is the weather in Bern?' }] };
const accepts = { tools: true, responseFormat: ['json_schema', 'json_object'] as const };
const bern = { city: 'Bern', degrees: 7, sky: 'clear' };

const saying = (...text: readonly string[]): readonly ChatEvent[] => [
  ...text.map((piece): ChatEvent => ({ type: 'text-delta', text: piece })),
  { type: 'finish', reason: 'stop' },
];

const libraries = {
  zod: Weather,
  arktype: type({ city: 'string', degrees: 'number | null', sky: '"clear" | "cloudy"' }),
  valibot: toStandardJsonSchema(
    v.object({ city: v.string(), degrees: v.nullable(v.number()), sky: v.picklist(['clear', 'cloudy']) }),
  ),
};

test.each(Object.entries(libraries))(
  'a schema of %s reaches the service, and the answer has its form',
  async (_, schema) => {
    const { client, requests } = clientOf(saying(JSON.stringify(bern)), accepts);
    const completion = await client.chat.completions.parse({ ...asked, response_format: schema });
    expect(completion.choices[0]?.message).toMatchObject({ parsed: bern, content: JSON.stringify(bern) });
    expect(completion.resolution.provider).toBe('told');
    expect(requests[0]?.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: { city: { type: 'string' } },
          required: expect.arrayContaining(['city', 'degrees', 'sky']),
          additionalProperties: false,
        },
      },
    });
  },
);

test('what a schema makes of the answer is what is given: defaults and transformations', async () => {
  const schema = z.object({ city: z.string().transform((name) => name.toUpperCase()), unit: z.string().default('C') });
  const { client, requests } = clientOf(saying('{"city":"Bern"}'), accepts);
  const completion = await client.chat.completions.parse({ ...asked, response_format: schema });
  expect(completion.choices[0]?.message.parsed).toEqual({ city: 'BERN', unit: 'C' });
  expect(requests[0]?.response_format).toMatchObject({ json_schema: { schema: { required: ['city', 'unit'] } } });
});

test('the name and the description of a schema go to the service', async () => {
  const { client, requests } = clientOf(saying(JSON.stringify(bern)), accepts);
  const schema = Weather.meta({ title: 'weather', description: 'One place, now' });
  await client.chat.completions.parse({ ...asked, response_format: schema });
  expect(requests[0]?.response_format).toMatchObject({
    json_schema: { name: 'weather', description: 'One place, now' },
  });
});

test('a schema may refer to itself', async () => {
  const Part = z.object({
    name: z.string(),
    get parts() {
      return z.array(Part);
    },
  });
  const answer = { name: 'car', parts: [{ name: 'wheel', parts: [] }] };
  const { client } = clientOf(saying(JSON.stringify(answer)), accepts);
  const completion = await client.chat.completions.parse({ ...asked, response_format: Part });
  expect(completion.choices[0]?.message.parsed).toEqual(answer);
});

test('a stream gives its pieces as they come, and its value at the end', async () => {
  const text = JSON.stringify(bern);
  const { client } = clientOf(saying(text.slice(0, 9), text.slice(9)), accepts);
  const stream = await client.chat.completions.parse({ ...asked, response_format: Weather, stream: true });
  const pieces: string[] = [];
  for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
  expect(pieces.filter((piece) => piece !== '')).toEqual([text.slice(0, 9), text.slice(9)]);
  expect(await stream.finalParsed()).toEqual(bern);
  expect((await stream.finalCompletion()).choices[0]?.message.parsed).toEqual(bern);
  expect(await stream.finalMessage()).toMatchObject({ parsed: bern });
});

test.each([
  ['text', 'It is fine.', /is not JSON/],
  ['a wrong type', '{"city":"Bern","degrees":"seven","sky":"clear"}', /degrees: Invalid input/],
  ['a missing property', '{"city":"Bern","degrees":7}', /sky: Invalid option/],
])('%s does not fit, and the text is kept', async (_, text, message) => {
  const { client } = clientOf(saying(text), accepts);
  const whole = await rejection(client.chat.completions.parse({ ...asked, response_format: Weather }));
  expect(whole).toMatchObject({
    code: 'output_invalid',
    phase: 'chat',
    provider: 'told',
    model: 'm',
    partialText: text,
  });
  expect(whole).toHaveProperty('message', expect.stringMatching(message));
  const stream = await client.chat.completions.parse({ ...asked, response_format: Weather, stream: true });
  expect(await rejection(stream.finalParsed())).toMatchObject({ code: 'output_invalid', partialText: text });
});

test.each([
  ['length', /at its token limit/],
  ['content-filter', /content filter/],
] as const)('an answer that was cut off by %s is not taken for a complete one', async (reason, message) => {
  const { client } = clientOf(
    [
      { type: 'text-delta', text: '{"city":' },
      { type: 'finish', reason },
    ],
    accepts,
  );
  const error = await rejection(client.chat.completions.parse({ ...asked, response_format: Weather }));
  expect(error).toMatchObject({
    code: 'output_invalid',
    message: expect.stringMatching(message),
    partialText: '{"city":',
  });
});

test('a refusal is no answer, and no mistake', async () => {
  const { client } = clientOf(
    [
      { type: 'refusal-delta', text: 'No.' },
      { type: 'finish', reason: 'stop' },
    ],
    accepts,
  );
  const completion = await client.chat.completions.parse({ ...asked, response_format: Weather });
  expect(completion.choices[0]?.message).toMatchObject({ parsed: null, refusal: 'No.' });
});

test.each([
  ['a list', z.array(z.string()), /the schema must describe an object/],
  [
    'a union at the root',
    z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    /the schema must describe/,
  ],
  [
    'an optional property',
    z.object({ place: z.object({ zip: z.string().optional() }) }),
    /property place\.zip is optional/,
  ],
  ['a record', z.object({ scores: z.record(z.string(), z.number()) }), /property scores uses propertyNames/],
  ['an open object', z.object({ any: z.looseObject({}) }), /property any allows properties/],
  ['anything', z.object({ list: z.array(z.any()) }), /property list\[\] allows anything/],
  ['a tuple', z.object({ pair: z.tuple([z.string(), z.number()]) }), /pair uses prefixItems/],
  [
    'an intersection',
    z.object({ both: z.intersection(z.object({ a: z.string() }), z.union([z.object({ b: z.string() }), z.null()])) }),
    /both uses allOf/,
  ],
  ['what JSON has not', z.object({ when: z.date() }), /cannot be converted to JSON Schema/],
])('%s is refused by name before anything is sent', async (_, schema, message) => {
  const { client, requests } = clientOf(saying('{}'), accepts);
  const error = await rejection(client.chat.completions.parse({ ...asked, response_format: schema }));
  expect(error).toMatchObject({
    code: 'unsupported',
    param: 'response_format',
    message: expect.stringMatching(message),
  });
  expect(requests).toEqual([]);
});

test('a schema that cannot say its JSON Schema is refused with what would', async () => {
  const { client } = clientOf(saying('{}'), accepts);
  const error = await rejection(
    client.chat.completions.parse({ ...asked, response_format: v.object({ a: v.string() }) }),
  );
  expect(error).toMatchObject({
    code: 'input_invalid',
    message: expect.stringMatching(/valibot.*toStandardJsonSchema/),
  });
});

test("the official client's helpers are understood, for answers and for the arguments of tools", async () => {
  const { client, requests } = clientOf(saying(JSON.stringify(bern)), accepts);
  const whole = await client.chat.completions.parse({
    ...asked,
    response_format: zodResponseFormat(Weather, 'weather'),
  });
  expect(whole.choices[0]?.message.parsed).toEqual(bern);
  expect(requests[0]?.response_format).toMatchObject({ json_schema: { name: 'weather', strict: true } });
  const call: ChatEvent = {
    type: 'tool-call-delta',
    index: 0,
    id: 'call_1',
    name: 'look',
    arguments: '{"city":"Bern"}',
  };
  const calling = clientOf([call, { type: 'finish', reason: 'tool-calls' }], accepts);
  const tools = [zodFunction({ name: 'look', parameters: z.object({ city: z.string() }) })];
  const { choices } = await calling.client.chat.completions.parse({ ...asked, tools });
  expect(choices[0]?.message.tool_calls?.[0]?.function.parsed_arguments).toEqual({ city: 'Bern' });
  expect(choices[0]?.message.parsed).toBeNull();
  const wrong = clientOf(
    [
      { ...call, arguments: '{"city":1}' },
      { type: 'finish', reason: 'tool-calls' },
    ],
    accepts,
  );
  const error = await rejection(wrong.client.chat.completions.parse({ ...asked, tools }));
  expect(error).toMatchObject({
    code: 'output_invalid',
    message: expect.stringMatching(/The arguments of look do not fit/),
  });
});

test("OpenAI's own form is parsed as JSON, and text is left alone", async () => {
  const format = { type: 'json_schema', json_schema: { name: 'any', schema: {} } } as const;
  const { client } = clientOf(saying('{"a":1}'), accepts);
  const json = await client.chat.completions.parse({ ...asked, response_format: format });
  expect(json.choices[0]?.message.parsed).toEqual({ a: 1 });
  const text = await client.chat.completions.parse({ ...asked });
  expect(text.choices[0]?.message.parsed).toBeNull();
});

test('a parsed message goes back into messages as it is', async () => {
  const call: ChatEvent = {
    type: 'tool-call-delta',
    index: 0,
    id: 'call_1',
    name: 'look',
    arguments: '{"city":"Bern"}',
  };
  const { client, requests } = clientOf([call, { type: 'finish', reason: 'tool-calls' }], accepts);
  const tools = [zodFunction({ name: 'look', parameters: z.object({ city: z.string() }) })];
  const { choices } = await client.chat.completions.parse({ ...asked, tools, response_format: Weather });
  const [choice] = choices;
  if (choice === undefined) throw new Error('no choice');
  const messages = [...asked.messages, choice.message, { role: 'tool' as const, tool_call_id: 'call_1', content: '7' }];
  await client.chat.completions.create({ ...asked, messages, tools });
  expect(requests[1]?.messages[1]?.tool_calls).toEqual([
    { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"city":"Bern"}' } },
  ]);
});
