import { test } from 'vitest';
import { testProvider } from '@plugboard/provider-testkit';
import { beaver } from '../src/beaver.ts';
import { tortoise } from '../src/tortoise.ts';

testProvider({
  test: (name, body) => test(`the Tortoise, which is polled: ${name}`, body, 60_000),
  create: () => tortoise({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../fixtures/tortoise/', import.meta.url),
});

testProvider({
  test: (name, body) => test(`the Beaver, which wants signatures: ${name}`, body, 60_000),
  create: () => beaver({ keyId: 'fake-key-id', secretKey: '{{secretKey}}' }),
  fixtures: new URL('../fixtures/beaver/', import.meta.url),
});
