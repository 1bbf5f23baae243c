import type { ConfiguredProvider } from '@plugboard/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openAsker } from './open-asker.ts';
import type { RecordedCall } from './recorded-calls.ts';
import { eachFieldSpoiled, spoiledStreams } from './spoiled-streams.ts';

/** Adds tests of a provider whose service answers as recorded, except for faults. */
export function testSpoiledAnswers(
  recorded: readonly RecordedCall<unknown>[],
  providerAt: (baseUrl: string, apiKey: string) => ConfiguredProvider,
  model: string,
): void {
  const streams = recorded.flatMap(({ stream }) => stream ?? []);
  /** Answers that come as one document, each rewritten as an event. */
  const documents = recorded.flatMap(({ json }) => (json === undefined ? [] : [`data: ${JSON.stringify(json)}\n\n`]));

  test('streams with faults end in an answer, which goes back, or in a failure that has a code', async () => {
    await using asker = await openAsker(providerAt, model);
    const seen = new Set<string>();
    const check = async (stream: string): Promise<void> => {
      for (const code of await asker.ask({ stream })) seen.add(code);
    };
    await fc.assert(fc.asyncProperty(spoiledStreams(streams), check), { numRuns: 250, seed: 18, endOnFailure: true });
    expect(seen).toContain('answer');
    expect(seen).toContain('stream_truncated');
  });

  test('so do streams with a value of another type in any field', async () => {
    await using asker = await openAsker(providerAt, model);
    for (const stream of eachFieldSpoiled(streams)) {
      const [code] = await asker.ask({ stream });
      expect(code).toMatch(/^[a-z_]+$/);
    }
  });

  test('so do documents with a value of another type in any field', async () => {
    await using asker = await openAsker(providerAt, model);
    for (const document of eachFieldSpoiled(documents)) {
      const [code] = await asker.ask({ json: document.slice('data: '.length) });
      expect(code).toMatch(/^[a-z_]+$/);
    }
  });
}
