import { defineProvider, type ChatRequest } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';

const robin = defineProvider({
  id: 'robin',
  models: [{ id: 'robin-echo' }],
  create: () => ({
    accepts: { parameters: ['max_tokens'] },
    async *stream({ messages, parameters: { max_tokens = 1_000 } }: ChatRequest) {
      const said = messages.flatMap(({ content }) => content.map((part) => ('text' in part ? part.text : '')));
      const words = said.join(' ').split(/(?<= )/);
      for (const text of words.slice(0, max_tokens)) yield await Promise.resolve({ type: 'text-delta', text } as const);
      yield { type: 'finish', reason: words.length > max_tokens ? 'length' : 'stop' } as const;
    },
  }),
});

const source = { kind: 'transcribed', at: '2026-11-20', from: 'a model that says what it hears' } as const;

export const unusual: UnusualProvider = {
  says: 'It runs in the process and sends nothing.',
  source: 'Models for tests, and models that are compiled in.',
  fixtures: [
    {
      format: 1,
      name: 'echo',
      source,
      request: { model: 'robin-echo', messages: [{ role: 'user', content: 'One, two, three.' }] },
      exchanges: [],
      expect: { text: 'One, two, three.', finish: 'stop' },
    },
    {
      format: 1,
      name: 'cut',
      source,
      request: {
        model: 'robin-echo',
        messages: [{ role: 'user', content: 'One, two, three.' }],
        parameters: { max_tokens: 2 },
      },
      exchanges: [],
      expect: { text: 'One, two, ', finish: 'length' },
    },
  ] satisfies readonly Fixture[],
  create: () => robin(),
};
