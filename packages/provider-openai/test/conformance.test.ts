import { testProvider } from '@plugboard/provider-testkit';
import { test } from 'vitest';
import { fixturesOf, providerOf, surfaces } from './scenarios/surfaces.ts';

for (const surface of surfaces) {
  testProvider({
    test: (name, body) => test(`${surface.preset}: ${name}`, body, 60_000),
    create: () => providerOf(surface),
    fixtures: fixturesOf(surface),
  });
}
