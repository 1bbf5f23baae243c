import type { Figure } from '../figure.ts';

export const cancels: Figure = {
  name: 'cancels',
  job: 'cancels',
  clients: ['plugboard', 'limit', 'openai', 'fetch'],
  rounds: 3,
  parameters: { cancels: 1_000 },
  quick: { rounds: 1, parameters: { cancels: 500 } },
  rows: [
    { metric: 'cpu', label: '1,000 cancels: CPU of one', unit: 'µs', judged: 'ratio', must: 1.2, aim: 0.9 },
    { metric: 'delay', label: '1,000 cancels: socket closed, p99', unit: 'ms', judged: 'value', must: 5, aim: 5 },
    { metric: 'listeners', label: '1,000 cancels: listeners left', unit: '', judged: 'value', must: 0, aim: 0 },
  ],
};
