import { loadFixtures, testProvider, type Fixture } from '@plugboard/provider-testkit';
import { caseTest } from '../../../scripts/lib/untried.ts';
import { anthropic, type AnthropicOptions } from '../src/index.ts';

const fixturesIn = (folder: string): Promise<readonly Fixture[]> =>
  loadFixtures(new URL(`../fixtures/${folder}/`, import.meta.url));

const newest = await fixturesIn('2026-10-21');
const older = await fixturesIn('2023-06-01');
const uploads = await fixturesIn('uploads');

/** The provider under each version of the API, and one that uploads every file. */
const surfaces: readonly (readonly [name: string, options: AnthropicOptions, fixtures: readonly Fixture[]])[] = [
  ['2026-10-21', { uploadAbove: false }, newest],
  ['2023-06-01', { uploadAbove: false, version: '2023-06-01' }, [...newest.map(underOlderVersion), ...older]],
  ['uploads', { uploadAbove: 0 }, [...uploads, ...newest.filter((fixture) => !hasFile(fixture))]],
];

for (const [surface, options, fixtures] of surfaces) {
  const cases = caseTest(surface, `./untried/${surface}.txt`);
  testProvider({
    test: cases.caseTest,
    create: () => anthropic({ apiKey: '{{apiKey}}', ...options }),
    fixtures,
  });
  cases.compare();
}

/** What both versions have in common differs in the header alone. */
function underOlderVersion(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.map(({ request, ...exchange }) => ({
    ...exchange,
    request: { ...request, headers: { ...request.headers, 'anthropic-version': '2023-06-01' } },
  }));
  return { ...fixture, name: `newer-${fixture.name ?? ''}`, exchanges };
}

function hasFile({ request }: Fixture): boolean {
  return request.messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type !== 'text'),
  );
}
