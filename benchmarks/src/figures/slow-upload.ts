import type { Figure } from '../figure.ts';

export const slowUpload: Figure = {
  name: 'slow-upload',
  job: 'upload',
  clients: ['uploading-plugboard', 'limit', 'openai'],
  rounds: 1,
  parameters: { memory: 1, slow: 1 },
  file: 50_000_000,
  quick: { rounds: 1, file: 20_000_000 },
  rows: [
    { metric: 'growth', label: '... to a server that reads slowly', unit: 'MB', judged: 'value', must: 16, aim: 4 },
  ],
};
