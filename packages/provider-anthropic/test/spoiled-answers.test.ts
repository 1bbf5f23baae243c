import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openAsker } from '../../../scripts/lib/open-asker.ts';
import { eachFieldSpoiled, spoiledStreams } from '../../../scripts/lib/spoiled-streams.ts';
import { anthropic } from '../src/index.ts';
import { loadRecorded } from './recorded.ts';

const recorded = await loadRecorded();
const streams = recorded.flatMap(({ stream }) => stream ?? []);
/** Answers that come as one document, each written as an event. */
const documents = recorded.flatMap(({ json }) => (json === undefined ? [] : [`data: ${JSON.stringify(json)}\n\n`]));
const open = (): ReturnType<typeof openAsker> =>
  openAsker((baseUrl, apiKey) => anthropic({ apiKey, baseUrl }), 'claude-opus-4-5');

test('streams with faults end in an answer, which goes back, or in a failure that has a code', async () => {
  await using asker = await open();
  const seen = new Set<string>();
  const check = async (stream: string): Promise<void> => {
    for (const code of await asker.ask({ stream })) seen.add(code);
  };
  await fc.assert(fc.asyncProperty(spoiledStreams(streams), check), { numRuns: 250, seed: 18, endOnFailure: true });
  expect(seen).toContain('answer');
  expect(seen).toContain('stream_truncated');
}, 120_000);

test('so do streams with a value of another type in any field', async () => {
  await using asker = await open();
  for (const stream of eachFieldSpoiled(streams)) {
    const [code] = await asker.ask({ stream });
    expect(code).toMatch(/^[a-z_]+$/);
  }
}, 120_000);

test('so do documents with a value of another type in any field', async () => {
  await using asker = await open();
  for (const document of eachFieldSpoiled(documents)) {
    const [code] = await asker.ask({ json: document.slice('data: '.length) });
    expect(code).toMatch(/^[a-z_]+$/);
  }
}, 120_000);
