import { expect, test } from 'vitest';
import { runConformance } from '../../src/conformance/run-conformance.ts';
import { contained } from './contained.ts';
import { loadUnusual } from './corpus.ts';
import { drawn } from './sample.ts';

const asked = process.env['PLUGBOARD_CORPUS'] ?? '';
const everyOne = await loadUnusual();
// Each one takes some seconds; by default a few.
const sample = everyOne.toSorted((one, other) => (drawn(one.name) < drawn(other.name) ? -1 : 1)).slice(0, 3);
const unusual =
  asked === 'all' ? everyOne : asked === '' ? sample : everyOne.filter(({ name }) => name.includes(asked));

test.each(unusual)(
  '$name passes: $says',
  async ({ create, fixtures }) => {
    const { results } = await contained(() => runConformance({ create, fixtures }));
    const told = results.filter(({ status }) => status === 'failed' || status === 'not-run' || status === 'skipped');
    expect(told.map(({ id, status, reason = '' }) => `${id}: ${status}. ${reason}`)).toEqual([]);
    // The whole suite; on a machine with other work that takes minutes.
  },
  600_000,
);
