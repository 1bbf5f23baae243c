import { testProvider } from '@plugboard/provider-testkit';
import { caseTest } from '../../../scripts/lib/untried.ts';
import { reka, type RekaOptions } from '../src/index.ts';

const surfaces: readonly (readonly [name: string, options: RekaOptions, folder: string])[] = [
  ['the web session', { cookies: { appSession: '{{appSession}}' } }, 'web'],
  ['the official API', { apiKey: '{{apiKey}}' }, 'api'],
];

for (const [name, options, folder] of surfaces) {
  const cases = caseTest(name, `./untried/${folder}.txt`);
  testProvider({
    test: cases.caseTest,
    create: () => reka(options),
    fixtures: new URL(`../fixtures/${folder}/`, import.meta.url),
  });
  cases.compare();
}
