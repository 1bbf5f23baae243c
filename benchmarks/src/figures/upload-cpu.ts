import type { Figure } from '../figure.ts';

export const uploadCpu: Figure = {
  name: 'upload-cpu',
  job: 'upload',
  clients: ['uploading-plugboard', 'limit', 'openai'],
  rounds: 5,
  parameters: { memory: 0, slow: 0, repeats: 4 },
  file: 50_000_000,
  quick: { rounds: 1, parameters: { memory: 0, slow: 0, repeats: 2 } },
  rows: [{ metric: 'cpu', label: 'upload of 50 MB: CPU', unit: 'ms', judged: 'ratio', must: 1.2, aim: 0.5 }],
};
