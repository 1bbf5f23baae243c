import type { Figure } from '../figure.ts';

/** Memory stays flat: apart from the garbage collector's chance, 64 MB must need no more than 1 MB. */
export const uploadSizes: readonly Figure[] = [1, 64].map((megabytes) => ({
  name: `upload-${megabytes}`,
  job: 'upload',
  clients: ['uploading-plugboard'],
  rounds: 3,
  parameters: { memory: 1, slow: 0 },
  file: megabytes * 1_000_000,
  quick: { rounds: 1 },
  rows: [
    {
      metric: 'peak',
      label: `upload of ${megabytes} MB: peak memory of the process`,
      unit: 'MB',
      judged: 'value',
    },
    {
      metric: 'growth',
      label: `upload of ${megabytes} MB: growth of memory`,
      unit: 'MB',
      judged: 'value',
      ...(megabytes === 64 ? { must: 16, aim: 4 } : {}),
    },
  ],
}));
