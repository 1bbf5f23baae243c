import { testProvider } from '@plugboard/provider-testkit';
import { caseTest } from '../../../scripts/lib/untried.ts';
import { fixturesOf, providerOf, surfaces } from './scenarios/surfaces.ts';

for (const surface of surfaces) {
  const cases = caseTest(surface.preset, `./untried/${surface.preset}.txt`);
  testProvider({
    test: cases.caseTest,
    create: () => providerOf(surface),
    fixtures: fixturesOf(surface),
  });
  cases.compare();
}
