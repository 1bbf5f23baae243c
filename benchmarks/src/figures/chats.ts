import type { Figure } from '../figure.ts';

export const chats: Figure = {
  name: 'chats',
  job: 'chats',
  clients: ['plugboard', 'limit', 'openai'],
  rounds: 5,
  parameters: { chats: 960, warmUp: 3000 },
  quick: { rounds: 1, parameters: { chats: 640, warmUp: 2000 } },
  rows: [
    {
      metric: 'sequential',
      label: 'CPU per chat of 20 events, one by one',
      unit: 'µs',
      judged: 'ratio',
      must: 1.4,
      aim: 0.85,
    },
    { metric: 'concurrent', label: 'CPU per chat, 64 at once', unit: 'µs', judged: 'ratio', must: 1.4, aim: 0.8 },
    { metric: 'early', label: '... the first 960 of the process, one by one', unit: 'µs', judged: 'ratio' },
    { metric: 'firstDelta', label: 'time to the first delta, p50', unit: 'µs', judged: 'ratio', must: 1.4, aim: 0.9 },
  ],
};
