import { expect, test } from 'vitest';
import type { ChatEvent, CreateParams } from '../../src/index.ts';
import type { Accepts } from '../../src/provider.ts';
import { clientOf, rejection } from './tool-provider.ts';

const answer: readonly ChatEvent[] = [
  { type: 'text-delta', text: 'ok' },
  { type: 'finish', reason: 'stop' },
];
const look = { type: 'function', function: { name: 'look' } };
const hear = { type: 'function', function: { name: 'hear' } };
/** Of the same name as a function. */
const run = { type: 'custom', custom: { name: 'look' } };
const search = { type: 'web_search', web_search: { enable: true } };
const list: Accepts = { tools: true };
const any: Accepts = { tools: true, parameters: 'any' };
const native: Accepts = { ...any, allowedTools: true };

async function ask(params: object, accepts: Accepts) {
  const { client, requests } = clientOf(answer, accepts);
  const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
  const error = await rejection(client.chat.completions.create({ ...question, ...params } as CreateParams));
  const { tools, tool_choice, parameters } = requests[0] ?? {};
  return { error, asked: { tools, tool_choice, parameters } };
}

const among = (mode: string, tools: readonly unknown[]): object => ({
  type: 'allowed_tools',
  allowed_tools: { mode, tools },
});

const none = undefined;

test.each<[string, readonly object[], readonly object[], Accepts, object]>([
  ['functions', [look, hear], [hear], list, { tools: [hear], tool_choice: 'required', parameters: {} }],
  ['functions, by any', [look, hear], [hear], any, { tools: [hear], tool_choice: 'required', parameters: {} }],
  ['functions among others', [look, run], [look], list, { tools: [look], tool_choice: 'required', parameters: {} }],
  [
    'some of both',
    [look, run, hear, search],
    [run, hear],
    any,
    { tools: [hear], tool_choice: 'required', parameters: { tools: [run, hear] } },
  ],
  [
    'a custom tool alone',
    [look, run],
    [run],
    any,
    { tools: none, tool_choice: none, parameters: { tools: [run], tool_choice: 'required' } },
  ],
  [
    'a built-in tool, which has no name',
    [look, search],
    [{ type: 'web_search' }],
    any,
    { tools: none, tool_choice: none, parameters: { tools: [search], tool_choice: 'required' } },
  ],
  [
    'a custom tool, by a service that chooses itself',
    [look, run],
    [run],
    native,
    { tools: [look], tool_choice: none, parameters: { tools: [look, run], tool_choice: among('required', [run]) } },
  ],
  [
    'a function, by a service that chooses itself',
    [look, hear],
    [hear],
    native,
    { tools: [look, hear], tool_choice: none, parameters: { tool_choice: among('required', [hear]) } },
  ],
])('%s may be allowed', async (_, tools, allowed, accepts, expected) => {
  const { error, asked } = await ask({ tools, tool_choice: among('required', allowed) }, accepts);
  expect(error).toBeUndefined();
  expect(asked).toEqual(expected);
});

test('a tool that is allowed must be accepted', async () => {
  const { error } = await ask({ tools: [look, run], tool_choice: among('auto', [run]) }, list);
  expect(error).toMatchObject({ code: 'unsupported', param: 'tools' });
});

test.each<[unknown, string]>([
  [among('all', [look]), 'tool_choice.allowed_tools.mode'],
  [among('auto', []), 'tool_choice.allowed_tools.tools'],
  [among('auto', [hear]), 'tool_choice.allowed_tools.tools[0]'],
  [among('auto', [look, search]), 'tool_choice.allowed_tools.tools[1]'],
  [among('auto', [look, 'hear']), 'tool_choice.allowed_tools.tools[1]'],
  [{ type: 'allowed_tools' }, 'tool_choice.allowed_tools.mode'],
])('%j names its fault', async (choice, param) => {
  const { error } = await ask({ tools: [look, run], tool_choice: choice }, any);
  expect(error).toMatchObject({ code: 'input_invalid', param });
});

test.each(['none', 'auto', 'required'])('%s is a choice where no tool is a function', async (choice) => {
  const { error, asked } = await ask({ tools: [run], tool_choice: choice }, any);
  expect(error).toBeUndefined();
  expect(asked).toEqual({ tools: none, tool_choice: none, parameters: { tools: [run], tool_choice: choice } });
});
