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
  [
    'with numbers as text, in turns',
    [
      [
        { index: '0', id: 'call_a', function: fn('f', '') },
        { index: '1', id: 'call_b', function: fn('g', '') },
      ],
      [{ index: '0', function: fn(undefined, '{"x"') }],
      [{ index: '1', function: fn(undefined, '{}') }],
      [{ index: '0', function: fn(undefined, ':1}') }],
    ],
  ],
  [
    'without numbers, in turns, told apart by their ids',
    [
      [{ id: 'call_a', function: fn('f', '{"x"') }],
      [{ id: 'call_b', function: fn('g', '{') }],
      [{ id: 'call_a', function: fn('f', ':1}') }],
      [{ id: 'call_b', function: fn('g', '}') }],
    ],
  ],
  [
    'all of them number 0, in turns, told apart by their ids',
    [
      [{ index: 0, id: 'call_a', function: fn('f', '{"x"') }],
      [{ index: 0, id: 'call_b', function: fn('g', '{') }],
      [{ index: 0, id: 'call_a', function: fn('f', ':1}') }],
      [{ index: 0, id: 'call_b', function: fn('g', '}') }],
    ],
  ],
  [
    'with an id that changes from piece to piece',
    [
      [{ index: 0, id: 'call_a', function: fn('f', '{"x"') }],
      [{ index: 0, id: 'call_1', function: fn(undefined, ':1}') }],
      [{ index: 1, id: 'call_b', function: fn('g', '{') }],
      [{ index: 1, id: 'call_2', function: fn(undefined, '}') }],
    ],
  ],
  [
    'without numbers, with an id that changes from piece to piece',
    [
      [{ id: 'call_a', function: fn('f', '{"x"') }],
      [{ id: 'call_1', function: fn(undefined, ':1}') }],
      [{ id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'with an id that comes late',
    [
      [{ index: 0, function: fn(undefined, '') }],
      [{ index: 0, id: 'call_a', function: fn('f', '{"x":1}') }],
      [{ index: 1, id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'with white space behind complete arguments that is not taken for another call',
    [
      [{ index: 0, id: 'call_a', function: fn('f', '{"x":1}') }],
      [{ index: 0, id: 'call_a', function: fn('f', '') }],
      [{ index: 1, id: 'call_b', function: fn('g', '{}') }],
    ],
  ],
  [
    'with name and arguments beside the id',
    [
      [
        { id: 'call_a', name: 'f', arguments: { x: 1 } },
        { id: 'call_b', name: 'g', arguments: '{}' },
      ],
    ],
  ],
])('calls %s are the same calls', (_name, deltas) => {
  expect(callsOf(deltas)).toEqual([a, b]);
});

const first = { index: 0, name: 'f', arguments: '{"x":1}' };
const second = { index: 1, name: 'f', arguments: '{"x":2}' };

test.each<[string, readonly (readonly unknown[])[]]>([
  [
    'one after the other, both number 0 and without an id',
    [[{ index: 0, id: '', function: fn('f', '{"x":1}') }], [{ index: 0, id: '', function: fn('f', '{"x":2}') }]],
  ],
  [
    'side by side, both number 0 and without an id',
    [
      [
        { index: 0, id: '', function: fn('f', '{"x":1}') },
        { index: 0, id: '', function: fn('f', '{"x":2}') },
      ],
    ],
  ],
  [
    'both number 0 and in pieces, each begun by its name',
    [
      [{ index: 0, id: '', function: fn('f', '') }],
      [{ index: 0, function: fn(undefined, '{"x":1}') }],
      [{ index: 0, id: '', function: fn('f', '') }],
      [{ index: 0, function: fn(undefined, '{"x":') }],
      [{ index: 0, function: fn(undefined, '2}') }],
    ],
  ],
  [
    'without numbers and ids, in pieces that repeat the name',
    [
      [{ function: fn('f', '{"x"') }],
      [{ function: fn('f', ':1}') }],
      [{ function: fn('f', '{"x"') }],
      [{ function: fn('f', ':2}') }],
    ],
  ],
  [
    'under the same id',
    [[{ id: 'call_x', function: fn('f', '{"x":1}') }], [{ id: 'call_x', function: fn('f', '{"x":2}') }]],
  ],
  [
    'under the same number and id',
    [
      [{ index: 0, id: 'call_x', function: fn('f', '{"x":1}') }],
      [{ index: 0, id: 'call_x', function: fn('f', '{"x":2}') }],
    ],
  ],
])('two calls of one function stay two: %s', (_name, deltas) => {
  const calls = callsOf(deltas);
  expect(calls).toMatchObject([first, second]);
  expect(new Set(calls.map((call) => Reflect.get(call, 'id'))).size).toBe(2);
});

test('of a whole message each entry is a call, with an id of its own', () => {
  const entries = [
    { id: 'call_x', function: fn('f', '') },
    { id: 'call_x', function: fn('f', '') },
    { id: 'call_x', index: 0, function: fn('g', '{"a":') },
  ];
  const events = [...new ToolCallReader(0).read(entries, true)];
  expect(events).toEqual([
    { type: 'tool-call-delta', index: 0, id: 'call_x', name: 'f', arguments: '' },
    { type: 'tool-call-delta', index: 1, id: 'call00001', name: 'f', arguments: '' },
    { type: 'tool-call-delta', index: 2, id: 'call00002', name: 'g', arguments: '{"a":' },
  ]);
});

test('what a service wants back with a call is an extra of it, whenever it comes', () => {
  const reader = new ToolCallReader(0);
  const signed = { google: { thought_signature: 'abc' } };
  const pieces = [
    { index: 0, id: 'call_a', function: fn(undefined, ''), extra_content: signed },
    { index: 0, function: fn('f', '{}') },
    { index: 0, function: {}, extra_content: { more: 1 } },
  ];
  expect(pieces.flatMap((piece) => [...reader.read([piece])])).toEqual([
    { type: 'tool-call-delta', index: 0, id: 'call_a', name: 'f', arguments: '{}', extra: signed },
    { type: 'tool-call-delta', index: 0, extra: { more: 1 } },
  ]);
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
  expect(() => callsOf([[{ index: 0, id: 'call_a', function: fn(undefined, '{}') }]])).toThrow(
    /without giving its name/,
  );
});

test('what is no call is left out', () => {
  expect(callsOf([[null, 1, 'x', []]])).toEqual([]);
});
