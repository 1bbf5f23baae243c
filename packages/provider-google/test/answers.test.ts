import { Client, PlugboardError } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import { startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { answerOf, paramsOf } from '../../../scripts/lib/recorded-calls.ts';
import { google } from '../src/index.ts';
import { expectedOf, piecesIn, summaryOf } from './answer-summary.ts';
import { officialCallOf } from './official-facts.ts';
import { loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();

interface Played {
  readonly events: readonly ChatEvent[];
  readonly error?: string | undefined;
  /** What was asked of the model. */
  readonly bodies: readonly unknown[];
  readonly paths: readonly string[];
}

/** Asks what a fixture asks, and gives the events that come out and the requests that went in. */
async function play(recorded: Recorded): Promise<Played> {
  await using server = await startScriptedServer();
  const uploads = '/upload/v1beta/files';
  server.on({}, answerOf(recorded));
  if (recorded.uploaded !== undefined) {
    server.on({ path: uploads }, status(200, undefined, { 'x-goog-upload-url': `${server.origin}/bytes` }));
    server.on({ path: '/bytes' }, status(200, recorded.uploaded));
  }
  const uploadAbove = recorded.uploaded === undefined ? (false as const) : 100;
  const provider = google({ apiKey: 'fake-key', baseUrl: server.origin, uploadAbove });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const events: ChatEvent[] = [];
  let error: string | undefined;
  try {
    const params = await paramsOf(recorded, 'google');
    if (params.stream === false) {
      await client.chat.completions.create({ ...params, stream: false });
    } else {
      for await (const event of (await client.chat.completions.create({ ...params, stream: true })).events)
        events.push(event);
    }
  } catch (caught) {
    if (!PlugboardError.isInstance(caught)) throw caught;
    error = caught.code;
  }
  return {
    events,
    error,
    bodies: server.requests
      .filter(({ path }) => path.includes('enerateContent'))
      .map(({ body }): unknown => JSON.parse(body.toString())),
    paths: server.requests.map(({ path }) => path),
  };
}

test.each(all)('$name: the request is the one of the fixture', async (recorded) => {
  const { bodies, paths } = await play(recorded);
  expect(bodies).toEqual([recorded.body]);
  expect(paths.length).toBe(recorded.uploaded === undefined ? 1 : 3);
});

const streams = all.filter(({ stream }) => stream !== undefined);

test.each(streams.filter(({ expect: { error } }) => error === undefined))(
  '$name: the events say what the official client reads',
  async (recorded) => {
    const { facts: golden } = await officialCallOf(recorded);
    if ('error' in golden) throw new Error(`The official client failed with ${golden.error.name}.`);
    const { events } = await play(recorded);
    expect(summaryOf(events)).toEqual(expectedOf(golden));
    expect(events[0]?.type).toBe('response');
    expect(events.at(-1)?.type).toBe('finish');
  },
);

test.each(streams.filter(({ expect: { error } }) => error !== undefined))(
  '$name: what came before the failure is told',
  async (recorded) => {
    const { events, error } = await play(recorded);
    expect(error).toBe(recorded.expect.error);
    const { text, thoughts } = summaryOf(events);
    // What follows an event that cannot be read is not told any more.
    const { text: whole, thoughts: thought } = piecesIn(recorded.stream ?? '');
    expect(whole.startsWith(text)).toBe(true);
    expect(thoughts).toBe(thought);
    expect(events.filter(({ type }) => type === 'reasoning-detail')).toEqual([]);
  },
);

test.each(all.filter(({ stream }) => stream === undefined))(
  '$name: the outcome is that of the fixture',
  async (recorded) => {
    const { error } = await play(recorded);
    expect(error).toBe(recorded.expect.error);
  },
);
