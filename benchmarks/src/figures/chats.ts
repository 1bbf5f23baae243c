import type { Figure, FigureRow } from '../figure.ts';

const parameters = { chats: 960, warmUp: 3000 };
const quick = { rounds: 1, parameters: { chats: 640, warmUp: 2000 } };

/**
 * @param name - What answers. It begins each label.
 * @param must - The largest ratio to LIMIT that a chat may have.
 */
function rowsOf(name: string, must: number = 1.15): readonly FigureRow[] {
  const limits = { unit: 'µs', judged: 'ratio', must } as const;
  return [
    { metric: 'sequential', label: `${name}: CPU per chat of 20 events, one by one`, ...limits, aim: 0.9 },
    { metric: 'concurrent', label: '... CPU per chat, 64 at once', ...limits, aim: 0.9 },
    { metric: 'early', label: '... the first 960 of the process, one by one', unit: 'µs', judged: 'ratio' },
    { metric: 'firstDelta', label: '... time to the first delta, p50', ...limits, aim: 0.95 },
  ];
}

/** Short answers of each provider and surface that users have. */
export const chats: readonly Figure[] = [
  {
    name: 'chats',
    job: 'chats',
    clients: ['plugboard', 'limit', 'openai', 'fetch'],
    rounds: 5,
    parameters: { ...parameters, cumulative: 0 },
    quick: { ...quick, parameters: { ...quick.parameters, cumulative: 0 } },
    rows: rowsOf('openai()'),
  },
  {
    name: 'chats-reka-api',
    job: 'chats',
    clients: ['reka-api', 'limit'],
    rounds: 5,
    parameters: { ...parameters, cumulative: 0 },
    quick: { ...quick, parameters: { ...quick.parameters, cumulative: 0 } },
    rows: rowsOf('reka(), API'),
  },
  {
    name: 'chats-reka-web',
    job: 'chats',
    clients: ['reka-web', 'reka-limit'],
    rounds: 5,
    parameters: { ...parameters, cumulative: 1 },
    quick: { ...quick, parameters: { ...quick.parameters, cumulative: 1 } },
    rows: rowsOf('reka(), web session'),
  },
  {
    name: 'chats-anthropic',
    job: 'chats',
    clients: ['anthropic', 'anthropic-limit'],
    rounds: 3,
    parameters: { ...parameters, cumulative: 0 },
    quick: { ...quick, parameters: { ...quick.parameters, cumulative: 0 } },
    rows: rowsOf('anthropic()', 1.25),
  },
  {
    name: 'chats-google',
    job: 'chats',
    clients: ['google', 'google-limit'],
    rounds: 3,
    parameters: { ...parameters, cumulative: 0 },
    quick: { ...quick, parameters: { ...quick.parameters, cumulative: 0 } },
    rows: rowsOf('google()', 1.25),
  },
];
