import type { Figure } from '../figure.ts';

export const firstChat: Figure = {
  name: 'first-chat',
  job: 'start',
  clients: ['plugboard', 'limit', 'openai'],
  rounds: 11,
  parameters: { chat: 1 },
  quick: { rounds: 5 },
  rows: [
    { metric: 'firstDelta', label: 'process start to first delta', unit: 'ms', judged: 'ratio', must: 1.4, aim: 0.8 },
  ],
};
