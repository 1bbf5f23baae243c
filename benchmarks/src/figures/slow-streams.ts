import type { Figure } from '../figure.ts';

export const slowStreams: Figure = {
  name: 'slow-streams',
  job: 'slow-streams',
  clients: ['plugboard', 'limit', 'openai', 'fetch'],
  rounds: 5,
  parameters: { streams: 500, events: 40, everyMs: 100 },
  quick: { rounds: 1, parameters: { streams: 500, events: 20, everyMs: 100 } },
  rows: [
    { metric: 'cpu', label: '500 slow streams: CPU per event', unit: 'µs', judged: 'ratio', must: 1.1, aim: 0.9 },
    { metric: 'held', label: '500 slow streams: memory per stream', unit: 'kB', judged: 'ratio', must: 1.25, aim: 1 },
    { metric: 'delay', label: '500 slow streams: p99 delay', unit: 'ms', judged: 'ratio', must: 1.5, aim: 0.7 },
    { metric: 'opening', label: '... of what comes while they are opened', unit: 'ms', judged: 'ratio' },
  ],
};
