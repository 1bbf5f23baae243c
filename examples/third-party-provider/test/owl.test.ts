import { test } from 'node:test';
import { testProvider } from '@plugboard/provider-testkit';
import { owl } from '../src/index.js';

testProvider({
  test,
  create: () => owl({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../../fixtures/', import.meta.url),
});
