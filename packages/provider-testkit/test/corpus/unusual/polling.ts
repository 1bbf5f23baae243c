import type { UnusualProvider } from '../fault.ts';
import { gullFixtures } from '../wires/gull/fixtures.ts';
import { gull } from '../wires/gull/gull.ts';

export const unusual: UnusualProvider = {
  says: 'It starts a job and asks about it until it is done, with pauses that become longer.',
  source: 'Batch services and services for pictures: one request starts the work, others ask for it.',
  fixtures: gullFixtures,
  create: () => gull(),
};
