import type { Figure } from '../figure.ts';

export const start: Figure = {
  name: 'start',
  job: 'start',
  clients: ['plugboard', 'limit', 'openai', 'bare'],
  rounds: 11,
  parameters: { chat: 0 },
  quick: { rounds: 5 },
  rows: [
    {
      metric: 'ready',
      label: 'import and new Client(), above bare node',
      unit: 'ms',
      judged: 'above-bare',
      must: 10,
      aim: 7,
    },
  ],
};
