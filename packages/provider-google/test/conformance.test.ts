import { loadFixtures, testProvider, type Fixture } from '@plugboard/provider-testkit';
import { test } from 'vitest';
import { google, type GoogleOptions } from '../src/index.ts';

const inline = await loadFixtures(new URL('../fixtures/', import.meta.url));
const uploads = await loadFixtures(new URL('../fixtures/uploads/', import.meta.url));

/** The provider that sends files inside requests, and one that uploads every file. */
const surfaces: readonly (readonly [name: string, options: GoogleOptions, fixtures: readonly Fixture[]])[] = [
  ['inline', { uploadAbove: false }, inline],
  ['uploads', { uploadAbove: 0 }, [...uploads, ...inline.filter((fixture) => !hasFile(fixture))]],
];

for (const [surface, options, fixtures] of surfaces) {
  testProvider({
    test: (name, body) => test(`${surface}: ${name}`, body, 60_000),
    create: () => google({ apiKey: '{{apiKey}}', ...options }),
    fixtures,
  });
}

function hasFile({ request }: Fixture): boolean {
  return request.messages.some(
    ({ content }) => typeof content !== 'string' && content.some(({ type }) => type !== 'text'),
  );
}
