import { expect, test } from 'vitest';
import type { Fixture } from '../../src/fixtures/fixture.ts';
import { unusual as signedBodies } from '../corpus/unusual/signed-bodies.ts';
import { unusual as signedUploads } from '../corpus/unusual/signed-uploads.ts';
import { heronFixtures } from '../corpus/wires/heron/fixtures.ts';
import { heron } from '../corpus/wires/heron/heron.ts';
import { oneCase } from './one-case.ts';

test.each([
  ['JSON', signedBodies],
  ['a form', signedUploads],
])(
  'of a provider that signs %s, one sentence says that a file which comes once cannot be judged',
  async (_what, one) => {
    const { create, fixtures } = one;
    const { status, reason } = await oneCase('media/read-once', { create, fixtures: fixtures as readonly Fixture[] });
    expect(status).toBe('not-applicable');
    expect(reason).toMatch(/^A file that can be read only once is refused; .* such as to sign it, .*input_invalid \(/);
  },
);

test('a provider that reads a file once passes', async () => {
  const result = await oneCase('media/read-once', { create: () => heron(), fixtures: heronFixtures });
  expect(result).toMatchObject({ status: 'passed' });
});
