import { testProvider } from '@plugboard/provider-testkit';
import { openaiEdges } from '@plugboard/provider-testkit/edges';
import { test } from 'vitest';
import { openai } from '../src/index.ts';

const noSuchFixture = 'These fixtures are about the edges of a streamed answer; those of the presets have it.';

testProvider({
  test: (name, body) => test(`edges of the wire: ${name}`, body, 60_000),
  create: () => openai({ baseUrl: 'https://edges.example/v1', apiKey: '{{apiKey}}', models: ['edge-1'] }),
  fixtures: await openaiEdges({
    url: 'https://edges.example/v1/chat/completions',
    model: 'edge-1',
    headers: { authorization: 'Bearer {{apiKey}}' },
  }),
  skip: [
    ...['fixtures/media', 'fixtures/models', 'fixtures/formats'].map((id) => ({
      case: id,
      reason: noSuchFixture,
    })),
    { case: 'errors/auth-missing', reason: 'A service that is known by its address only may need no key.' },
  ],
});
