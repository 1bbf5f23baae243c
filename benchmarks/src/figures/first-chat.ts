import type { Figure } from '../figure.ts';

export const firstChat: Figure = {
  name: 'first-chat',
  job: 'start',
  clients: ['plugboard', 'limit', 'openai', 'fetch'],
  rounds: 11,
  parameters: { chat: 1 },
  quick: { rounds: 5 },
  rows: [
    { metric: 'firstDelta', label: 'process start to first delta', unit: 'ms', judged: 'ratio', must: 0.9, aim: 0.65 },
  ],
};
