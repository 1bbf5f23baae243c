import type { Figure } from '../figure.ts';

export const start: Figure = {
  name: 'start',
  job: 'start',
  clients: ['plugboard-alone', 'limit', 'openai'],
  rounds: 11,
  parameters: { chat: 0 },
  quick: { rounds: 5 },
  rows: [
    {
      metric: 'ready',
      label: 'import and new Client()',
      unit: 'ms',
      judged: 'value',
      must: 10,
      aim: 7,
    },
  ],
};
