import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { parseChatBody, PlugboardError } from '../../src/index.ts';
import { clientOf } from './tool-provider.ts';

const body = {
  model: 'm',
  stream: true,
  temperature: 0.2,
  tomorrow: { deep: [1, null, 'x'] },
  messages: [
    { role: 'system', content: 'Be short.' },
    {
      role: 'user',
      name: 'Ada',
      content: [
        { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } },
        { type: 'image_url', image_url: { url: 'https://images.test/a.png', detail: 'auto' } },
        { type: 'file', file: { file_id: 'file-1' } },
      ],
    },
    { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'a', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'c', content: '1' },
  ],
  tools: [{ type: 'function', function: { name: 'a', parameters: { type: 'object' } } }],
};

function faultOf(value: unknown, options?: Parameters<typeof parseChatBody>[1]): unknown {
  try {
    parseChatBody(value, options);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(PlugboardError);
    return error;
  }
}

/** An object in so many others. */
function nested(levels: number): object {
  let value = {};
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

test('a body in order is given back as it is, for create()', async () => {
  const given: unknown = JSON.parse(JSON.stringify(body));
  const params = parseChatBody(given);
  expect(params).toBe(given);
  expect(given).toEqual(body);
  const { client, requests } = clientOf(
    [
      { type: 'text-delta', text: 'ok' },
      { type: 'finish', reason: 'stop' },
    ],
    { parameters: 'any', messageFields: 'any', remoteMedia: true, tools: true },
  );
  await client.chat.completions.create(params);
  expect(requests).toHaveLength(1);
});

test('a body of another realm is a body', () => {
  expect(faultOf(runInNewContext(`(${JSON.stringify(body)})`))).toBeUndefined();
});

test.each([undefined, null, 'text', 5, [], new Map(), () => body])('%s is no body', (value) => {
  expect(faultOf(value)).toMatchObject({ code: 'input_invalid', message: expect.stringMatching(/^The body must be/) });
});

test.each(['provider', 'provider_options'] as const)('%s is refused unless it is allowed by name', (name) => {
  const given = { ...body, [name]: name === 'provider' ? 'work' : { openai: { a: 1 } } };
  const other = name === 'provider' ? 'provider_options' : 'provider';
  for (const allow of [undefined, [], [other] as const]) {
    expect(faultOf(given, { allow })).toMatchObject({ code: 'input_invalid', param: name });
  }
  expect(faultOf(given, { allow: [name] })).toBeUndefined();
  expect(faultOf({ ...body, [name]: null })).toBeUndefined();
});

test.each<[string, object, string | undefined]>([
  ['a class', { metadata: new Date(0) }, 'metadata'],
  ['bytes in the place of a file', { image: new Uint8Array(4) }, 'image'],
  ['a function', { tools: [{ toJSON: () => ({}) }] }, 'tools[0].toJSON'],
  ['a BigInt', { seed: 1n }, 'seed'],
  ['a number that JSON lacks', { temperature: Number.NaN }, 'temperature'],
  ['undefined in a list', { stop: ['a', undefined] }, 'stop[1]'],
  ['a key __proto__ deep inside', { tools: [JSON.parse('{ "function": { "__proto__": {} } }')] }, 'tools[0].function'],
  ['a key __proto__ at the top', JSON.parse('{ "__proto__": { "model": "m" } }') as object, undefined],
  ['more than 64 levels', { metadata: nested(64) }, `metadata${'.a'.repeat(63)}`],
])('%s is refused', (_, more, param) => {
  const given = Object.defineProperties({}, Object.getOwnPropertyDescriptors({ ...body, ...more }));
  expect(faultOf(given)).toMatchObject({ code: 'input_invalid', param });
  expect(Object.prototype).not.toHaveProperty('model');
});

test('as deep as it may be is not refused', () => {
  expect(faultOf({ ...body, tomorrow: nested(62) })).toBeUndefined();
});

test.each<[object, string]>([
  [{ model: '' }, 'model'],
  [{ model: ['m'] }, 'model'],
  [{ messages: 'Hi' }, 'messages'],
  [{ messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  [{ messages: [{ role: 'root', content: 'x' }] }, 'messages[0].role'],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: { path: '/etc/passwd' } } }] }] },
    'messages[0].content[0].image_url',
  ],
  [{ image: { path: '/etc/passwd' } }, 'image'],
  [{ images: [5] }, 'images[0]'],
  [{ temperature: 'hot' }, 'temperature'],
  [{ stream: 'yes' }, 'stream'],
  [{ tools: [{ type: 'function' }] }, 'tools[0].function.name'],
  [{ timeout: 5 }, 'timeout'],
])('the fault in %j is named', (more, param) => {
  expect(faultOf({ ...body, ...more })).toMatchObject({ code: 'input_invalid', param });
});

test('no file is opened', () => {
  const missing = `data:image/png;base64,${'A'.repeat(1_000_003)}*`;
  // What is in it, create() finds out.
  expect(faultOf({ ...body, image: missing })).toBeUndefined();
  expect(faultOf({ ...body, image: readFileSync(new URL(import.meta.url)) })).toMatchObject({ param: 'image' });
});

test('a body of brackets runs nobody out of stack', () => {
  const given: unknown = JSON.parse(`{ "model": "m", "messages": ${'['.repeat(5_000)}${']'.repeat(5_000)} }`);
  expect(faultOf(given)).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('64 levels') });
});

test('20,000 results of a function in the older form are read at once, and answer the last call of it', () => {
  const call = { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } };
  const results = Array.from({ length: 20_000 }, () => ({ role: 'function', name: 'look', content: 'x' }));
  expect(faultOf({ model: 'm', messages: [call, ...results] })).toBeUndefined();
}, 10_000);

test('a getter that throws is no JSON', () => {
  const given = Object.defineProperty({ ...body }, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('boom');
    },
  });
  expect(faultOf(given)).toMatchObject({ code: 'input_invalid', message: expect.stringContaining('JSON.parse') });
});
