import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { withRetryHint } from '../../src/errors/retry-hint.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { ask, clientOf, failureOf, finish, inProcess, png, text } from './fixture.ts';

interface Seen {
  readonly what: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

async function traced(work: () => Promise<unknown>): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const undo = ['call', 'attempt', 'upload'].map((name) => {
    const channel = tracingChannel(`plugboard:${name}`);
    const note = (event: string) => (record: unknown) => {
      const { attributes } = record as { attributes: Record<string, unknown> };
      seen.push({ what: `${name} ${event}`, attributes: { ...attributes } });
    };
    const subscribers = {
      start: note('start'),
      end: note('end'),
      asyncStart: () => {},
      asyncEnd: note('asyncEnd'),
      error: note('error'),
    };
    channel.subscribe(subscribers);
    return () => channel.unsubscribe(subscribers);
  });
  try {
    await work();
  } finally {
    for (const stop of undo) stop();
  }
  return seen;
}

function flaky(): Provider {
  let tries = 0;
  return {
    accepts: { parameters: ['temperature', 'stop'] },
    upload: async () => ({ url: 'u' }),
    async *stream() {
      tries += 1;
      if (tries === 1) {
        const error = new PlugboardError('server_error', 'x', { phase: 'chat', status: 503, retryAfterMs: 0 });
        throw withRetryHint(error, 'safe');
      }
      yield* text('A secret answer');
      yield { type: 'finish', reason: 'content-filter', usage: { inputTokens: 3, outputTokens: 4 } };
    },
  };
}

test('a call shows its upload, its tries and its end, in the names of OpenTelemetry', async () => {
  const client = clientOf(inProcess(flaky()));
  const seen = await traced(async () => {
    const params = { image: png, temperature: 0.5, stop: ['private'] };
    await (await ask(client, params)).finalText();
  });
  expect(seen.map(({ what }) => what)).toEqual([
    'call start',
    'call end',
    'attempt start',
    'upload start',
    'upload end',
    'attempt end',
    'upload asyncEnd',
    'attempt error',
    'attempt asyncEnd',
    'attempt start',
    'attempt end',
    'attempt asyncEnd',
    'call asyncEnd',
  ]);
  expect(seen.at(-1)?.attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'scripted',
    'gen_ai.request.model': 'model',
    'gen_ai.request.stream': true,
    'gen_ai.request.temperature': 0.5,
    'gen_ai.response.finish_reasons': ['content_filter'],
    'gen_ai.response.id': expect.stringMatching(/^chatcmpl-/),
    'gen_ai.response.model': 'model',
    'gen_ai.response.time_to_first_chunk': expect.any(Number),
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.usage.output_tokens': 4,
    'plugboard.attempts': 2,
    'plugboard.provider.id': 'scripted',
  });
  expect(seen.find(({ what }) => what === 'attempt error')?.attributes).toMatchObject({
    'error.type': 'server_error',
    'http.response.status_code': 503,
    'plugboard.attempt.number': 1,
    'plugboard.attempt.phase': 'chat',
  });
  expect(seen.find(({ what }) => what === 'upload asyncEnd')?.attributes).toEqual({
    'plugboard.media.index': 0,
    'plugboard.media.kind': 'image',
    'plugboard.media.size': png.length,
    'plugboard.media.type': 'image/png',
    'plugboard.provider.id': 'scripted',
  });
  const output = inspect(seen, { depth: 9 });
  for (const secret of ['A secret answer', 'private', 'Hi']) expect(output).not.toContain(`'${secret}`);
});

test('a call that fails ends with its error, before and after the first content', async () => {
  const failing = (pieces: readonly string[]): Provider => ({
    async *stream() {
      yield* text(...pieces);
      throw new PlugboardError('quota_exhausted', 'x', { phase: 'chat' });
    },
  });
  for (const pieces of [[], ['Hi']]) {
    const seen = await traced(() =>
      failureOf(ask(clientOf(inProcess(failing(pieces)))).then((stream) => stream.finalText())),
    );
    expect(seen.filter(({ what }) => what.startsWith('call')).map(({ what }) => what)).toEqual([
      'call start',
      'call end',
      'call error',
      'call asyncEnd',
    ]);
    expect(seen.at(-1)?.attributes).toMatchObject({ 'error.type': 'quota_exhausted', 'plugboard.attempts': 1 });
  }
});

test('a call that is left early ends too', async () => {
  const provider: Provider = {
    async *stream() {
      yield* text('a', 'b');
      yield finish;
    },
  };
  const seen = await traced(async () => {
    // oxlint-disable-next-line no-unreachable-loop -- leaving at once is what is tested
    for await (const _ of await ask(clientOf(inProcess(provider)))) break;
  });
  expect(seen.at(-1)?.what).toBe('call asyncEnd');
  expect(seen.at(-1)?.attributes).not.toHaveProperty('gen_ai.response.finish_reasons');
});
