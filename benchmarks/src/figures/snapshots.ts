import type { Figure } from '../figure.ts';

export const snapshots: Figure = {
  name: 'snapshots',
  job: 'snapshots',
  clients: ['reka-web', 'reka-limit'],
  rounds: 5,
  parameters: { snapshots: 2_000, repeats: 4 },
  quick: { rounds: 1, parameters: { snapshots: 2_000, repeats: 2 } },
  rows: [
    {
      metric: 'cpu',
      label: 'cumulative answer, 2,000 events to 8 kB: CPU',
      unit: 'ms',
      judged: 'ratio',
      must: 0.5,
      aim: 0.35,
    },
    { metric: 'twice', label: '... 4,000 events to 16 kB: CPU', unit: 'ms', judged: 'ratio', must: 0.4, aim: 0.25 },
    {
      metric: 'first',
      label: '... CPU per event, first of the process',
      unit: 'µs',
      judged: 'ratio',
      must: 1.1,
      aim: 0.8,
    },
    { metric: 'firstWithLoading', label: '... and with the import of the client', unit: 'µs', judged: 'ratio' },
    { metric: 'growth', label: '... its cost at 4,000 events', unit: '×', judged: 'value', must: 3 },
  ],
};
