import {
  defineProvider,
  type ChatRequest,
  type MediaKind,
  type Provider,
  type ProviderPlugin,
} from '@plugboard/core/provider';
import { sampleFile } from '../../src/conformance/stage/sample-file.ts';
import type { Fixture } from '../../src/fixtures/fixture.ts';

/** What a mutant puts in the place of one part. */
export type LocalMutation = (provider: Provider) => Partial<Provider>;

/** A correct provider without HTTP, as one for a model in the same process would be. */
export function fakeLocal(
  mutate: LocalMutation = () => ({}),
  input: readonly MediaKind[] = [],
): ProviderPlugin<object> {
  return defineProvider<object>({
    id: 'local',
    models: [{ id: 'local-tiny', input }],
    create() {
      const provider: Provider = {
        accepts: { parameters: ['max_tokens'] },
        async *stream({ messages }: ChatRequest, { signal }) {
          const asked = messages.at(-1)?.content.length ?? 0;
          for (const word of ['So ', 'many ', 'parts: ', String(asked)]) {
            await new Promise((resolve) => setImmediate(resolve));
            if (signal.aborted) return;
            yield { type: 'text-delta', text: word };
          }
          yield { type: 'finish', reason: 'stop' };
        },
        close: async () => {},
      };
      return { ...provider, ...mutate(provider) };
    },
  });
}

/** A question with a file. */
export const localMediaFixtures: readonly Fixture[] = [
  {
    format: 1,
    name: 'picture',
    source: { kind: 'transcribed', at: '2026-11-20', from: 'a made-up engine' },
    request: {
      model: 'local-tiny',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', file: 'cat.png' },
          ],
        },
      ],
    },
    exchanges: [],
    expect: { text: 'So many parts: 2', finish: 'stop' },
    files: { 'cat.png': sampleFile('image', 'cat') },
  },
];

/** Reads the files of a request before it answers. */
export const readingLocal: LocalMutation = ({ stream }) => ({
  async *stream(request, call) {
    for (const part of request.messages.flatMap(({ content }) => content)) {
      if (part.type === 'text' || typeof part.source === 'string') continue;
      for await (const _piece of part.source.stream());
    }
    yield* stream(request, call);
  },
});

export const localFixtures: readonly Fixture[] = [
  {
    format: 1,
    name: 'parts',
    source: { kind: 'transcribed', at: '2026-11-20', from: 'a made-up engine' },
    request: { model: 'local-tiny', messages: [{ role: 'user', content: 'Hi' }] },
    exchanges: [],
    expect: { text: 'So many parts: 1', finish: 'stop' },
  },
];
