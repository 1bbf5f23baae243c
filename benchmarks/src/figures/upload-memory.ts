import type { Figure } from '../figure.ts';

export const uploadMemory: Figure = {
  name: 'upload-memory',
  job: 'upload',
  clients: ['uploading-plugboard', 'limit', 'openai'],
  rounds: 3,
  parameters: { memory: 1, slow: 0 },
  file: 50_000_000,
  quick: { rounds: 1 },
  rows: [
    { metric: 'growth', label: 'upload of 50 MB: growth of memory', unit: 'MB', judged: 'value', must: 16, aim: 4 },
  ],
};
