import type { Figure } from '../figure.ts';

export const start: Figure = {
  name: 'start',
  job: 'start',
  clients: ['plugboard', 'limit', 'openai'],
  rounds: 11,
  parameters: { chat: 0 },
  quick: { rounds: 5 },
  rows: [
    {
      metric: 'ready',
      label: 'import of core and openai(), new Client()',
      unit: 'ms',
      judged: 'value',
      must: 25,
      aim: 13,
    },
  ],
};
