import 'reflect-metadata';
import { sse, status, type Step } from '@plugboard/provider-testkit/server';
import { container } from 'tsyringe';
import { expect, test, vi } from 'vitest';
import { type ClientOptions, CLOCK } from '../../src/client/client-options.ts';
import { timeoutsOf } from '../../src/client/parse/call-settings.ts';
import type { RequestOptions } from '../../src/client/chat-completions.ts';
import { clientOf, inProcess, overHttp, question, serve } from './fixture.ts';
import { FakeClock } from '../util/fake-clock.ts';

const minute = 60_000;
const { chatHeaders } = timeoutsOf({});

const whole = { choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] };
const body = JSON.stringify(whole);
const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 20}\r\n\r\n`;
const piece = (content: string, finish: string | null = null): object => ({
  choices: [{ delta: { content }, finish_reason: finish }],
});

/** A service that waits for the clock of the test between its steps. */
class Pauses {
  readonly #gates: (() => void)[] = [];

  /** Nothing, until the test goes on. */
  readonly wait: Step = ({ closed }) =>
    Promise.race([closed, new Promise<void>((resolve) => this.#gates.push(resolve))]);

  /** Lets time pass while the service waits, as often as it does. */
  async pass(clock: FakeClock, minutes: number, forHeaders: number | undefined): Promise<void> {
    await vi.waitFor(() => expect(this.#gates).toHaveLength(1), 10_000);
    // Without them, it is the body that is waited for.
    await vi.waitFor(() => expect(clock.holds(forHeaders ?? chatHeaders)).toBe(forHeaders !== undefined), 10_000);
    await clock.pass(minutes * minute);
    this.#gates.pop()?.();
  }
}

interface Waiting {
  /** Minutes that each wait of the service takes. */
  readonly minutes: readonly number[];
  readonly stream: boolean;
  readonly steps: (wait: Step) => readonly Step[];
  /** The headers are there before it waits. */
  readonly headersFirst: boolean;
  readonly options?: RequestOptions;
}

async function answered(waiting: Waiting, options: ClientOptions = {}): Promise<unknown> {
  const clock = new FakeClock();
  const given = container.createChildContainer().register(CLOCK, { useValue: clock });
  const server = await serve();
  const pauses = new Pauses();
  server.on({ path: '/token' }, status(200, { token: 'fake-token' }));
  server.on({ path: '/chat' }, waiting.steps(pauses.wait));
  const client = clientOf(overHttp(server.origin), { container: given, retry: { maxRetries: 0 }, ...options });
  const params = { ...question, stream: waiting.stream };
  const { create } = client.chat.completions;
  const answer = create(params, waiting.options).then(
    (made) => ('choices' in made ? made.choices[0]?.message.content : made.finalText()),
    (error: unknown) => error,
  );
  const forHeaders = waiting.headersFirst
    ? undefined
    : timeoutsOf({}, waiting.options?.timeout ?? undefined).chatHeaders;
  for (const minutes of waiting.minutes) await pauses.pass(clock, minutes, forHeaders);
  return await answer;
}

const send =
  (text: string): Step =>
  ({ write }) =>
    write(text);
const comment = send('d\r\n: still here\n\r\n');
const chunked = (...events: readonly object[]): Step[] =>
  events.map((event) => {
    const text = `data: ${JSON.stringify(event)}\n\n`;
    return send(`${text.length.toString(16)}\r\n${text}\r\n`);
  });

test.each<[string, Waiting]>([
  [
    'a local server that loads its model for two minutes',
    { minutes: [2], stream: true, headersFirst: false, steps: (wait) => [wait, sse([piece('Hello', 'stop')])] },
  ],
  [
    'the same without a stream',
    { minutes: [2], stream: false, headersFirst: false, steps: (wait) => [wait, status(200, whole)] },
  ],
  [
    'a model that thinks for nine minutes before its whole answer',
    { minutes: [9], stream: false, headersFirst: false, steps: (wait) => [wait, status(200, whole)] },
  ],
  [
    'one that thinks for twenty, in a call that has the time for it',
    {
      minutes: [20],
      stream: false,
      headersFirst: false,
      options: { timeout: 25 * minute },
      steps: (wait) => [wait, status(200, whole)],
    },
  ],
  [
    'headers at once, and the whole answer after nine minutes',
    {
      minutes: [9],
      stream: false,
      headersFirst: true,
      steps: (wait) => [send(head), wait, send(`${body}${' '.repeat(20)}`)],
    },
  ],
  [
    'blank lines until the whole answer is there',
    {
      minutes: [3, 3, 3],
      stream: false,
      headersFirst: true,
      steps: (wait) => [send(head), wait, send('\n\n'), wait, send('\n\n'), wait, send(`${body}${' '.repeat(16)}`)],
    },
  ],
  [
    'a whole answer that comes slowly but steadily',
    {
      minutes: [4, 4, 4],
      stream: false,
      headersFirst: true,
      steps: (wait) => [
        send(head),
        ...[0, 10, 20].flatMap((start) => [send(body.slice(start, start + 10)), wait]),
        send(`${body.slice(30)}${' '.repeat(20)}`),
      ],
    },
  ],
  [
    'comments until the stream begins',
    {
      minutes: [3, 3, 3],
      stream: true,
      headersFirst: true,
      steps: (wait) => [
        sse([], { end: false }),
        wait,
        comment,
        wait,
        comment,
        wait,
        ...chunked(piece('Hello', 'stop')),
        send('0\r\n\r\n'),
      ],
    },
  ],
  [
    'four minutes of silence in the middle',
    {
      minutes: [4],
      stream: true,
      headersFirst: true,
      steps: (wait) => [sse([piece('Hel')], { end: false }), wait, ...chunked(piece('lo', 'stop')), send('0\r\n\r\n')],
    },
  ],
  [
    'a stream that goes on for a quarter of an hour',
    {
      minutes: [4, 4, 4, 4],
      stream: true,
      headersFirst: true,
      steps: (wait) => [
        sse([piece('H')], { end: false }),
        ...['e', 'l', 'l'].flatMap((text) => [wait, ...chunked(piece(text))]),
        wait,
        ...chunked(piece('o', 'stop')),
        send('0\r\n\r\n'),
      ],
    },
  ],
])('%s is answered', async (_name, waiting) => {
  expect(await answered(waiting)).toBe('Hello');
});

test('a service that never answers is given up, and the next candidate has time left', async () => {
  const clock = new FakeClock();
  const given = container.createChildContainer().register(CLOCK, { useValue: clock });
  const server = await serve();
  server.on({ path: '/token' }, status(200, { token: 'fake-token' }));
  server.on({ path: '/chat' }, ({ closed }) => closed);
  const second = inProcess(
    {
      async *stream() {
        yield { type: 'text-delta', text: 'Hello' };
        yield { type: 'finish', reason: 'stop' };
      },
    },
    'second',
  );
  const client = clientOf(overHttp(server.origin), {
    container: given,
    providers: [overHttp(server.origin), second],
    config: { models: { chain: ['scripted/model', 'second/model'] } },
  });
  const answer = client.chat.completions.create({ ...question, model: 'chain' });
  await vi.waitFor(() => expect(clock.holds(chatHeaders)).toBe(true), 10_000);
  await clock.pass(chatHeaders);
  const { attempts, choices } = await answer;
  expect(choices[0]?.message.content).toBe('Hello');
  expect(attempts).toMatchObject([{ provider: 'scripted', code: 'timeout' }, { provider: 'second' }]);
});

test('a token, which no model is waited for, has half a minute', async () => {
  const clock = new FakeClock();
  const given = container.createChildContainer().register(CLOCK, { useValue: clock });
  const server = await serve();
  server.on({ path: '/token' }, ({ closed }) => closed);
  const client = clientOf(overHttp(server.origin), { container: given, retry: { maxRetries: 0 } });
  const failure = client.chat.completions.create(question).catch((error: unknown) => error);
  await vi.waitFor(() => expect(clock.holds(30_000)).toBe(true), 10_000);
  await clock.pass(30_000);
  expect(await failure).toMatchObject({ code: 'timeout', phase: 'auth' });
});

test('the time that a token takes is not that of the first event', async () => {
  const clock = new FakeClock();
  const given = container.createChildContainer().register(CLOCK, { useValue: clock });
  const server = await serve();
  const pauses = new Pauses();
  server.on({ path: '/token' }, [pauses.wait, status(200, { token: 'fake-token' })]);
  server.on({ path: '/chat' }, status(200, whole));
  const client = clientOf(overHttp(server.origin), { container: given, timeouts: { firstEvent: 5_000 } });
  const answer = client.chat.completions.create(question);
  await pauses.pass(clock, 1 / 3, 30_000);
  expect((await answer).choices[0]?.message.content).toBe('Hello');
});

test.each([
  ['headers', () => [], 'did not answer within 40 ms (headers)'],
  ['firstEvent', () => [send(head), send('\n\n')], 'did not begin its answer within 40 ms (timeouts.firstEvent)'],
  ['idle', () => [send(head), send('{"choi')], 'fell silent for 40 ms'],
])('timeouts.%s bounds the wait for a whole answer', async (name, steps, message) => {
  const server = await serve();
  server.on({ path: '/token' }, status(200, { token: 'fake-token' }));
  server.on({ path: '/chat' }, [...steps(), ({ closed }) => closed]);
  const client = clientOf(overHttp(server.origin), { timeouts: { [name]: 40 }, retry: { maxRetries: 0 } });
  const failure = await client.chat.completions
    .create(question, { timeout: 25 * minute })
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'timeout', phase: 'chat', message: expect.stringContaining(message) });
  await server.untilOpen(0);
});
