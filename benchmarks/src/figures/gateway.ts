import type { Figure } from '../figure.ts';

const clients = ['gateway', 'gateway-limit'] as const;

/** `plugboard serve` over `openai()`, beside a pass-through of thirty lines and, where it answers, Portkey's gateway. */
export const gateway: readonly Figure[] = [
  {
    name: 'gateway-requests',
    job: 'gateway-requests',
    clients: [...clients, 'gateway-portkey'],
    rounds: 3,
    parameters: { requests: 1_000 },
    quick: { rounds: 1, parameters: { requests: 500 } },
    rows: [
      { metric: 'overhead', label: 'gateway: what it adds to a request, p50', unit: 'ms', judged: 'value', must: 0.8 },
      { metric: 'overhead', label: '... beside LIMIT', unit: 'ms', judged: 'ratio', must: 1.5 },
      { metric: 'wholeCpu', label: '... CPU of a request, one by one', unit: 'µs', judged: 'ratio', must: 1.8 },
      { metric: 'busyCpu', label: '... CPU of a request, 64 at once', unit: 'µs', judged: 'ratio', must: 1.8 },
      {
        metric: 'perSecond',
        label: '... requests a second, beside Portkey',
        unit: '',
        judged: 'peer',
        must: 4,
        more: true,
      },
    ],
  },
  {
    name: 'gateway-streams',
    job: 'gateway-streams',
    clients,
    rounds: 3,
    parameters: { streams: 400 },
    quick: { rounds: 1, parameters: { streams: 200 } },
    rows: [
      {
        metric: 'one',
        label: 'gateway: CPU of a stream of 100 events, one by one',
        unit: 'µs',
        judged: 'ratio',
        must: 1.6,
      },
      { metric: 'busy', label: '... 64 at once', unit: 'µs', judged: 'ratio', must: 1.6 },
      {
        metric: 'firstContent',
        label: '... first content beyond LIMIT, p50',
        unit: 'ms',
        judged: 'difference',
        must: 1,
      },
    ],
  },
  {
    name: 'gateway-start',
    job: 'gateway-start',
    clients: [...clients, 'gateway-portkey'],
    rounds: 7,
    parameters: {},
    quick: { rounds: 3 },
    rows: [{ metric: 'firstAnswer', label: 'gateway: start to the first 200', unit: 'ms', judged: 'value', must: 500 }],
  },
  {
    name: 'gateway-rest',
    job: 'gateway-rest',
    clients: [...clients, 'gateway-portkey'],
    rounds: 3,
    parameters: {},
    quick: { rounds: 1 },
    rows: [
      { metric: 'started', label: 'gateway: memory at rest, started', unit: 'MB', judged: 'value', must: 60 },
      { metric: 'served', label: '... after 20 requests and a collection', unit: 'MB', judged: 'value', must: 60 },
    ],
  },
  {
    name: 'gateway-memory',
    job: 'gateway-memory',
    clients,
    rounds: 3,
    parameters: { streams: 1_000 },
    quick: { rounds: 1, parameters: { streams: 500 } },
    rows: [
      { metric: 'perStream', label: 'gateway: memory for each open stream', unit: 'kB', judged: 'value', must: 40 },
      { metric: 'firstStreams', label: '... resident, the first 1,000', unit: 'kB', judged: 'value' },
    ],
  },
  {
    name: 'gateway-leaving',
    job: 'gateway-leaving',
    clients,
    rounds: 3,
    parameters: { leavings: 200 },
    quick: { rounds: 1, parameters: { leavings: 100 } },
    rows: [
      {
        metric: 'worst',
        label: 'gateway: client leaves until the request ends, p99',
        unit: 'ms',
        judged: 'value',
        must: 50,
      },
    ],
  },
];
