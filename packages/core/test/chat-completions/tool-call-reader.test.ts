import { expect, test } from 'vitest';
import { ToolCallReader } from '../../src/chat-completions/tool-call-reader.ts';

const a = { index: 0, id: 'call_a', name: 'f', arguments: '{"x":1}' };
const b = { index: 1, id: 'call_b', name: 'g', arguments: '{}' };

/** The calls that the pieces of several deltas come to. */
function callsOf(deltas: readonly (readonly unknown[])[], earlier = 0): readonly object[] {
  const reader = new ToolCallReader(earlier);
  const calls: Record<string, unknown>[] = [];
  for (const pieces of deltas) {
    for (const event of reader.read(pieces)) {
      if (event.type !== 'tool-call-delta') continue;
      const { type: _type, index, ...rest } = event;
      const call = (calls[index] ??= { index });
      Object.assign(call, rest, { arguments: `${String(call['arguments'] ?? '')}${event.arguments ?? ''}` });
    }
  }
  reader.end();
  return calls;
}

const fn = (name: string | undefined, text: unknown): object => ({ name, arguments: text });

test.each<[string, readonly (readonly unknown[])[]]>([
  [
    'as OpenAI streams them',
    [
      [{ index: 0, id: 'call_a', type: 'function', function: fn('f', '') }],
      [{ index: 0, function: fn(undefined, '{"x"') }],
      [{ index: 0, function: fn(undefined, ':1}') }],
      [{ index: 1, id: 'call_b', type: 'function', function: fn('g', '') }],
      [{ index: 1, function: fn(undefined, '{}') }],
    ],
  ],
  [
    'in turns',
    [
      [
        { index: 0, id: 'call_a', function: fn('f', '{"x"') },
        { index: 1, id: 'call_b', function: fn('g', '{') },
      ],
      [{ index: 1, function: fn(undefined, '}') }],
      [{ index: 0, function: fn(undefined, ':1}') }],
    ],
  ],
  [
    'whole, without numbers',
    [
      [
        { id: 'call_a', function: fn('f', '{"x":1}') },
        { id: 'call_b', function: fn('g', '{}') },
      ],
    ],
  ],
  [
    'whole, all of them number 0',
    [[{ index: 0, id: 'call_a', function: fn('f', '{"x":1}') }], [{ index: 0, id: 'call_b', function: fn('g', '{}') }]],
  ],
  [
    'with id and name in every piece',
    [
      [{ index: 0, id: 'call_a', function: fn('f', '{"x"') }],
      [{ index: 0, id: 'call_a', function: fn('f', ':1}') }],
      [{ index: 1, id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'without numbers, piece by piece',
    [
      [{ id: 'call_a', function: fn('f', '') }],
      [{ function: fn(undefined, '{"x":1}') }],
      [{ id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'with arguments as an object',
    [
      [
        { index: 0, id: 'call_a', function: fn('f', { x: 1 }) },
        { index: 1, id: 'call_b', function: fn('g', {}) },
      ],
    ],
  ],
  [
    'with a name that comes late',
    [
      [{ index: 0, id: 'call_a', function: fn('', '{"x"') }],
      [{ index: 0, function: fn('f', ':1}') }],
      [{ index: 1, id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'numbered from 1 on',
    [[{ index: 1, id: 'call_a', function: fn('f', '{"x":1}') }], [{ index: 2, id: 'call_b', function: fn('g', '{}') }]],
  ],
])('calls %s are the same calls', (_name, deltas) => {
  expect(callsOf(deltas)).toEqual([a, b]);
});

test('ids that are missing are made up, unique in the conversation', () => {
  const pieces = [
    { index: 0, function: fn('f', '{"x":1}') },
    { index: 1, id: '', function: fn('g', '{}') },
  ];
  expect(callsOf([pieces], 2)).toEqual([
    { ...a, id: 'call00002' },
    { ...b, id: 'call00003' },
  ]);
});

test('a call that never says what it calls is a fault', () => {
  expect(() => callsOf([[{ index: 0, id: 'call_a', function: fn(undefined, '{}') }]])).toThrow(/without saying which/);
});

test('what is no call is left out', () => {
  expect(callsOf([[null, 1, 'x', []]])).toEqual([]);
});
