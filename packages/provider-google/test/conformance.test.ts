import { loadFixtures, testProvider, type Fixture } from '@plugboard/provider-testkit';
import { caseTest } from '../../../scripts/lib/untried.ts';
import { google, type GoogleOptions } from '../src/index.ts';

const inline = await loadFixtures(new URL('../fixtures/', import.meta.url));
const uploads = await loadFixtures(new URL('../fixtures/uploads/', import.meta.url));

/** The provider that sends files inside requests, and one that uploads every file. */
const surfaces: readonly (readonly [name: string, options: GoogleOptions, fixtures: readonly Fixture[]])[] = [
  ['inline', { uploadAbove: false }, inline],
  ['uploads', { uploadAbove: 0 }, [...uploads, ...inline.filter((fixture) => !hasFile(fixture))]],
];

for (const [surface, options, fixtures] of surfaces) {
  const cases = caseTest(surface, `./untried/${surface}.txt`);
  testProvider({
    test: cases.caseTest,
    create: () => google({ apiKey: '{{apiKey}}', ...options }),
    fixtures,
  });
  cases.compare();
}

function hasFile({ request }: Fixture): boolean {
  return request.messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type !== 'text'),
  );
}
