import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { createTokens } from '../../src/auth/create-tokens.ts';
import type { LoadedToken } from '../../src/contract/credentials.ts';
import { fakeHost } from './fake-host.ts';

const minute = 60_000;
const never = new AbortController().signal;

/** A loader whose loads settle when the test says so. */
function scripted() {
  const loads: { give(token: LoadedToken): void; fail(error: unknown): void }[] = [];
  const load = (): Promise<LoadedToken> =>
    new Promise((resolve, reject) => {
      loads.push({ give: resolve, fail: reject });
    });
  return { load, loads };
}

/** A loader that numbers its tokens. */
function numbered(lifetimeMs?: number, host = fakeHost()) {
  let count = 0;
  const tokens = createTokens(host, async () => ({
    value: `token-${++count}`,
    expiresAt: lifetimeMs === undefined ? undefined : host.now() + lifetimeMs,
  }));
  return { host, tokens, count: () => count };
}

const aborted = (): PlugboardError => new PlugboardError('aborted', 'The caller aborted.');

test.each([1, 100, 1000])('%i callers at once cause one load', async (callers) => {
  const { tokens, count } = numbered(10 * minute);
  const values = await Promise.all(Array.from({ length: callers }, () => tokens.get(new AbortController().signal)));
  expect(new Set(values)).toEqual(new Set(['token-1']));
  expect(count()).toBe(1);
});

test('a fifth of 1,000 callers abort and the others share one load', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const controllers = Array.from({ length: 1000 }, () => new AbortController());
  const results = controllers.map((controller) => tokens.get(controller.signal));
  const settled = Promise.allSettled(results);
  controllers.forEach((controller, index) => index % 5 === 0 && controller.abort(aborted()));
  loads[0]?.give({ value: 'shared-token' });
  const outcomes = await settled;
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(200);
  expect(loads).toHaveLength(1);
});

test('the caller that began the load aborts alone and at once, with the reason of its signal', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const first = new AbortController();
  const leaving = tokens.get(first.signal);
  const staying = tokens.get(never);
  const reason = aborted();
  first.abort(reason);
  await expect(leaving).rejects.toBe(reason);
  const joining = tokens.get(never);
  loads[0]?.give({ value: 'shared-token' });
  await expect(Promise.all([staying, joining])).resolves.toEqual(['shared-token', 'shared-token']);
  expect(loads).toHaveLength(1);
});

test('a signal that has already fired rejects even when there is a token', async () => {
  const { tokens, count } = numbered();
  await tokens.get(never);
  const reason = aborted();
  await expect(tokens.get(AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(count()).toBe(1);
});

test('a load that never settles blocks nobody once its callers have left', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const controller = new AbortController();
  const callers = [tokens.get(controller.signal), tokens.get(controller.signal)];
  const settled = Promise.allSettled(callers);
  controller.abort(aborted());
  await settled;
  const next = tokens.get(never);
  expect(loads).toHaveLength(2);
  loads[1]?.give({ value: 'second-token' });
  await expect(next).resolves.toBe('second-token');
  loads[0]?.give({ value: 'abandoned-token' });
  await Promise.resolve();
  await expect(tokens.get(never)).resolves.toBe('second-token');
});

test('the token of an abandoned load serves the next caller when nothing newer was begun', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const controller = new AbortController();
  const leaving = tokens.get(controller.signal);
  controller.abort(aborted());
  await expect(leaving).rejects.toThrow('aborted');
  loads[0]?.give({ value: 'late-token' });
  await new Promise((resolve) => setImmediate(resolve));
  await expect(tokens.get(never)).resolves.toBe('late-token');
  expect(loads).toHaveLength(1);
});

test('an abandoned load that fails later is no unhandled rejection', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const controller = new AbortController();
  const leaving = tokens.get(controller.signal);
  controller.abort(aborted());
  await expect(leaving).rejects.toThrow('aborted');
  loads[0]?.fail(new Error('late'));
  await new Promise((resolve) => setImmediate(resolve));
});

test('a failure rejects all who wait with equal errors and the next call tries again', async () => {
  let failing = true;
  let loads = 0;
  const tokens = createTokens(fakeHost(), async () => {
    loads += 1;
    if (failing) throw new PlugboardError('server_error', 'The token endpoint failed.', { phase: 'auth', status: 500 });
    return { value: 'good-token' };
  });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, () => tokens.get(new AbortController().signal)),
  );
  const reasons = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : undefined));
  for (const reason of reasons) expect(reason).toEqual(reasons[0]);
  expect(reasons[0]).toMatchObject({ code: 'server_error', status: 500 });
  expect(loads).toBe(1);
  failing = false;
  await expect(tokens.get(never)).resolves.toBe('good-token');
  expect(loads).toBe(2);
});

test('a loader that throws at once rejects the call', async () => {
  const tokens = createTokens(fakeHost(), () => {
    throw new PlugboardError('auth_missing', 'Pass cookies.');
  });
  await expect(tokens.get(never)).rejects.toMatchObject({ code: 'auth_missing' });
});

test('a token is replaced a minute before it expires and not sooner', async () => {
  const { host, tokens } = numbered(10 * minute);
  const start = host.time;
  await tokens.get(never);
  host.time = start + 9 * minute - 1;
  await expect(tokens.get(never)).resolves.toBe('token-1');
  host.time = start + 9 * minute;
  await expect(tokens.get(never)).resolves.toBe('token-2');
});

test('a token that lives less than a minute is used until it expires', async () => {
  const { host, tokens } = numbered(30_000);
  const start = host.time;
  await tokens.get(never);
  host.time = start + 29_999;
  await expect(tokens.get(never)).resolves.toBe('token-1');
  host.time = start + 30_000;
  await expect(tokens.get(never)).resolves.toBe('token-2');
});

test.each([
  ['absent', undefined],
  ['past, as a clock that is 2 hours fast sees it', -2 * 60 * minute],
  ['NaN', Number.NaN],
  ['infinite', Number.POSITIVE_INFINITY],
  ['far off', 1e20],
])('a token whose expiry is %s is used until it is refused', async (_, lifetime) => {
  const { host, tokens, count } = numbered(lifetime);
  await tokens.get(never);
  host.time += 365 * 24 * 60 * minute;
  await expect(tokens.get(never)).resolves.toBe('token-1');
  tokens.reject('token-1');
  await expect(tokens.get(never)).resolves.toBe('token-2');
  expect(count()).toBe(2);
});

test('a late rejection of an old value changes nothing', async () => {
  const { tokens, count } = numbered();
  await tokens.get(never);
  tokens.reject('token-1');
  await tokens.get(never);
  tokens.reject('token-1');
  tokens.reject('never seen');
  await expect(tokens.get(never)).resolves.toBe('token-2');
  expect(count()).toBe(2);
});

test('a rejection while the next token is loading does not drop that token', async () => {
  const { load, loads } = scripted();
  const tokens = createTokens(fakeHost(), load);
  const first = tokens.get(never);
  loads[0]?.give({ value: 'first-token' });
  await first;
  tokens.reject('first-token');
  const second = tokens.get(never);
  tokens.reject('first-token');
  loads[1]?.give({ value: 'second-token' });
  await expect(second).resolves.toBe('second-token');
  await expect(tokens.get(never)).resolves.toBe('second-token');
  expect(loads).toHaveLength(2);
});

test.each([
  ['empty', { value: '' }, 'auth_rejected'],
  ['absent', {}, 'auth_rejected'],
  ['null', { value: null }, 'auth_rejected'],
  ['no object', undefined, 'auth_rejected'],
  ['a number', { value: 4711471147 }, 'protocol_error'],
  ['with a line feed', { value: 'canary-secret\n' }, 'protocol_error'],
  ['with a space', { value: 'canary secret' }, 'protocol_error'],
  ['not ASCII', { value: 'canary-sécret' }, 'protocol_error'],
  ['of 1 MB', { value: 'canary-secret'.repeat(80_000) }, 'protocol_error'],
])('a value that is %s fails without being shown', async (_, loaded, code) => {
  const tokens = createTokens(fakeHost(), () => Promise.resolve(loaded as LoadedToken));
  const failure: unknown = await tokens.get(never).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, phase: 'auth' });
  expect(String(failure)).not.toMatch(/canary|4711/);
});

test('the longest value that is taken has 16 KiB', async () => {
  const take = (length: number): Promise<string> =>
    createTokens(fakeHost(), async () => ({ value: 'x'.repeat(length) })).get(never);
  await expect(take(16_384)).resolves.toHaveLength(16_384);
  await expect(take(16_385)).rejects.toMatchObject({ code: 'protocol_error' });
});

test('every value is told to the redactor', async () => {
  const { host, tokens } = numbered();
  await tokens.get(never);
  tokens.reject('token-1');
  await tokens.get(never);
  expect(host.redactor.clean('token-1 and token-2')).toBe('[redacted] and [redacted]');
});

test('an abort listener does not outlive its call', async () => {
  const { tokens } = numbered();
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  await tokens.get(signal);
  await Promise.resolve();
  expect(listeners).toBe(0);
});

test('whatever the order of calls, aborts, arrivals and refusals, loads under way never share callers', async () => {
  const step = fc.constantFrom('get', 'abort', 'give', 'fail', 'reject');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { load, loads } = scripted();
      const tokens = createTokens(fakeHost(), load);
      const callers: { controller: AbortController; result: Promise<string> }[] = [];
      const seen: Promise<unknown>[] = [];
      let open = 0;
      for (const [index, name] of steps.entries()) {
        if (name === 'get') {
          const controller = new AbortController();
          const result = tokens.get(controller.signal);
          callers.push({ controller, result });
          seen.push(
            result.then(
              (value) => expect(value).toMatch(/^token-\d+$/),
              () => undefined,
            ),
          );
        }
        if (name === 'abort') callers[index % Math.max(callers.length, 1)]?.controller.abort(aborted());
        if (name === 'give') loads[open]?.give({ value: `token-${open++}` });
        if (name === 'fail') loads[open++]?.fail(new Error('no'));
        if (name === 'reject') tokens.reject(`token-${index % 5}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      for (const { controller } of callers) controller.abort(aborted());
      await Promise.all(seen);
      expect(loads.length).toBeLessThanOrEqual(callers.length);
    }),
    { numRuns: 40, seed: 7 },
  );
});
