import { Client, PlugboardError } from '@plugboard/core';
import type { ChatEvent } from '@plugboard/core/provider';
import { startScriptedServer, status } from '@plugboard/provider-testkit/server';
import { expect, test } from 'vitest';
import { answerOf, paramsOf } from '../../../scripts/lib/recorded-calls.ts';
import { anthropic } from '../src/index.ts';
import { apiVersions } from '../src/options.ts';
import { expectedOf, piecesIn, summaryOf } from './answer-summary.ts';
import { officialFactsOf } from './official-facts.ts';
import { loadRecorded, type Recorded } from './recorded.ts';

const all = await loadRecorded();

interface Played {
  readonly events: readonly ChatEvent[];
  readonly error?: string | undefined;
}

/** Asks what a fixture asks, and gives the events that come out and the requests that went in. */
async function play(
  recorded: Recorded,
): Promise<{ played: Played; bodies: readonly unknown[]; paths: readonly string[] }> {
  await using server = await startScriptedServer();
  if (recorded.uploaded !== undefined) server.on({ path: '/v1/files' }, status(200, recorded.uploaded));
  server.on({ path: '/v1/messages' }, answerOf(recorded));
  const version = apiVersions.find((one) => one === recorded.version);
  const uploadAbove = recorded.uploaded === undefined ? (false as const) : 100;
  const provider = anthropic({ apiKey: 'fake-key', baseUrl: server.origin, version, uploadAbove });
  await using client = new Client({ provider, config: false, discover: false, retry: { maxRetries: 0 } });
  const events: ChatEvent[] = [];
  let error: string | undefined;
  try {
    const params = await paramsOf(recorded, 'anthropic');
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
    played: { events, ...(error !== undefined && { error }) },
    bodies: server.requests
      .filter(({ path }) => path === '/v1/messages')
      .map(({ body }): unknown => JSON.parse(body.toString())),
    paths: server.requests.map(({ path }) => path),
  };
}

test.each(all)('$name: the request is the one of the fixture', async (recorded) => {
  const { bodies, paths } = await play(recorded);
  expect(bodies).toEqual([recorded.body]);
  expect(paths).toEqual([...(recorded.uploaded === undefined ? [] : ['/v1/files']), '/v1/messages']);
});

const streams = all.filter(({ stream }) => stream !== undefined);

test.each(streams.filter(({ expect: { error } }) => error === undefined))(
  '$name: the events say what the official client reads',
  async (recorded) => {
    const golden = await officialFactsOf(recorded);
    if ('error' in golden) throw new Error(`The official client failed with ${golden.error.name}.`);
    const { events } = (await play(recorded)).played;
    expect(summaryOf(events)).toEqual(expectedOf(golden));
    expect(events[0]?.type).toBe('response');
    expect(events.at(-1)?.type).toBe('finish');
  },
);

test.each(streams.filter(({ expect: { error } }) => error !== undefined))(
  '$name: what came before the failure is told',
  async (recorded) => {
    const { events, error } = (await play(recorded)).played;
    expect(error).toBe(recorded.expect.error);
    const { text, thoughts } = summaryOf(events);
    expect({ text, thoughts }).toEqual(piecesIn(recorded.stream ?? ''));
    // A thought that nobody signed may not go back.
    expect(events.filter(({ type }) => type === 'reasoning-detail')).toEqual([]);
  },
);

test.each(all.filter(({ stream }) => stream === undefined))(
  '$name: the outcome is that of the fixture',
  async (recorded) => {
    const { played } = await play(recorded);
    expect(played.error).toBe(recorded.expect.error);
  },
);
