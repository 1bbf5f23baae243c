import { testProvider } from '@plugboard/provider-testkit';
import { caseTest } from '../../../scripts/lib/untried.ts';
import { beaver } from '../src/beaver.ts';
import { tortoise } from '../src/tortoise.ts';

const polled = caseTest('the Tortoise, which is polled', './untried/tortoise.txt');
testProvider({
  test: polled.caseTest,
  create: () => tortoise({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../fixtures/tortoise/', import.meta.url),
});
polled.compare();

const signing = caseTest('the Beaver, which wants signatures', './untried/beaver.txt');
testProvider({
  test: signing.caseTest,
  create: () => beaver({ keyId: 'fake-key-id', secretKey: '{{secretKey}}' }),
  fixtures: new URL('../fixtures/beaver/', import.meta.url),
});
signing.compare();
