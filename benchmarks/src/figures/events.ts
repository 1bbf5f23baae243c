import type { Figure } from '../figure.ts';

export const events: Figure = {
  name: 'events',
  job: 'events',
  clients: ['plugboard', 'limit', 'openai', 'fetch'],
  rounds: 9,
  parameters: { events: 20_000, streams: 3 },
  quick: { rounds: 1 },
  rows: [
    { metric: 'hot', label: 'CPU per event, 20,000 events, hot', unit: 'µs', judged: 'ratio', must: 0.75, aim: 0.6 },
    { metric: 'first', label: 'CPU per event, first stream', unit: 'µs', judged: 'ratio', must: 1.1, aim: 0.8 },
    { metric: 'firstWithLoading', label: '... with the import of the client', unit: 'µs', judged: 'ratio' },
  ],
};
