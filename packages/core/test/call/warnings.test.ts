import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Warning } from '../../src/contract/provider.ts';
import { createTokens } from '../../src/auth/create-tokens.ts';
import { ask, clientOf, finish, inProcess, png, text } from './fixture.ts';

const colder = { feature: 'temperature', message: 'The Owl knows at most 1.' };

test('a warning about a feature reaches the caller once, over retries and chunks', async () => {
  let tries = 0;
  const provider = inProcess(
    {
      async upload(_media, call) {
        call.warn({ feature: 'image', message: 'Made smaller.' });
        return { url: 'owl:1' };
      },
      async *stream(_, call) {
        tries += 1;
        call.warn(colder);
        if (tries === 1) throw new PlugboardError('rate_limited', 'Busy', { phase: 'chat' });
        for (const event of text('Hoo', 'hoo')) {
          call.warn(colder);
          call.warn({ ...colder, message: 'Another one.' });
          yield event;
        }
        yield finish;
      },
    },
    'owl',
    ['image'],
  );
  const stream = await ask(clientOf(provider), { image: png });
  const { warnings } = await stream.finalCompletion();
  expect(tries).toBe(2);
  expect(warnings).toEqual([
    'image: Made smaller.',
    'temperature: The Owl knows at most 1.',
    'temperature: Another one.',
  ]);
  expect(stream.warnings).toEqual(warnings);
});

test('a warning that is text alone is passed on each time', async () => {
  const provider = inProcess({
    async *stream(_, call) {
      call.warn('a');
      call.warn('a');
      yield* [...text('Hoo'), finish];
    },
  });
  expect((await ask(clientOf(provider))).warnings).toEqual(['a', 'a']);
});

test('neither part of a warning shows a secret', async () => {
  const secret = 'SEKRET-token-1';
  const provider = inProcess((host) => {
    const tokens = createTokens(host, () => Promise.resolve({ value: secret }));
    return {
      async *stream(_, call) {
        const token = await tokens.get(call.signal);
        call.warn({ feature: `key ${token}`, message: `refused ${encodeURIComponent(token)}` });
        yield* [...text('Hoo'), finish];
      },
    };
  });
  expect((await ask(clientOf(provider))).warnings).toEqual(['key [redacted]: refused [redacted]']);
});

for (const given of [undefined, null, 5, {}, { feature: 'tools' }]) {
  test(`a plugin in plain JavaScript may warn with ${JSON.stringify(given)}`, async () => {
    const provider = inProcess({
      async *stream(_, call) {
        call.warn(given as Warning);
        yield* [...text('Hoo'), finish];
      },
    });
    expect((await ask(clientOf(provider))).warnings).toHaveLength(1);
  });
}

test('a warning while models are listed goes to the log', async () => {
  const logged: string[] = [];
  const provider = inProcess({
    async *stream() {
      yield finish;
    },
    listModels(call) {
      call.warn({ feature: 'models', message: 'Only the first page.' });
      return Promise.resolve([{ id: 'model' }]);
    },
  });
  const logger = { debug: () => {}, warn: (message: string) => void logged.push(message) };
  await clientOf(provider, { logger }).models.list({ live: true });
  expect(logged).toContain('models: Only the first page.');
});
