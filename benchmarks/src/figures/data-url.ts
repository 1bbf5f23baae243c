import type { Figure } from '../figure.ts';

export const dataUrl: Figure = {
  name: 'data-url',
  job: 'data-url',
  clients: ['plugboard', 'limit', 'openai'],
  rounds: 3,
  parameters: {},
  file: 50_000_000,
  quick: { rounds: 1 },
  rows: [
    {
      metric: 'growth',
      label: '50 MB image as data: URL: growth of memory',
      unit: 'MB',
      judged: 'value',
      must: 24,
      aim: 8,
    },
  ],
};
