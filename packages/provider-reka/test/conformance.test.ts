import { test } from 'vitest';
import { testProvider } from '@plugboard/provider-testkit';
import { reka } from '../src/index.ts';

testProvider({
  test: (name, body) => test(`the web session: ${name}`, body, 60_000),
  create: () => reka({ cookies: { appSession: '{{appSession}}' } }),
  fixtures: new URL('../fixtures/web/', import.meta.url),
});

testProvider({
  test: (name, body) => test(`the official API: ${name}`, body, 60_000),
  create: () => reka({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../fixtures/api/', import.meta.url),
});
