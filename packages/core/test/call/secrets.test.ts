import { status } from '@plugboard/provider-testkit/server';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { createTokens } from '../../src/auth/create-tokens.ts';
import { ask, clientOf, failureOf, finish, inProcess, serve, text } from './fixture.ts';

const canary = 'fake+canary/secret="0123456789"';

/** Everything of an error that can reach a log. */
function everything(error: PlugboardError): string {
  return [
    inspect(error, { depth: Infinity, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(Object.getOwnPropertyDescriptors(error)),
    error.stack,
    String(error.cause),
  ].join('\n');
}

function seen(output: string): readonly string[] {
  const forms = [
    canary,
    encodeURIComponent(canary),
    JSON.stringify(canary).slice(1, -1),
    Buffer.from(canary).toString('hex'),
    Buffer.from(canary).toString('base64').slice(0, -4),
    Buffer.from(`x${canary}`).toString('base64').slice(4, -4),
    Buffer.from(`xx${canary}`).toString('base64').slice(4, -4),
    canary.slice(0, 8),
    canary.slice(-8),
  ];
  return forms.filter((form) => output.includes(form));
}

/** A provider that has a secret token and then does what it should not. */
function careless(act: (token: string, log: (message: string, fields: object) => void) => unknown): {
  readonly call: (logged: string[]) => Promise<PlugboardError>;
} {
  return {
    call(logged) {
      const provider = inProcess((host): Provider => {
        const tokens = createTokens(host, async () => ({ value: canary }));
        return {
          async *stream(_, call) {
            const token = await tokens.get(call.signal);
            call.warn(`I have ${token}`);
            yield* text('A cat, said ');
            await act(token, host.log.warn);
            yield finish;
          },
        };
      });
      const logger = {
        debug: (...parts: unknown[]) => void logged.push(inspect(parts, { depth: 9 })),
        warn: (...parts: unknown[]) => void logged.push(inspect(parts, { depth: 9 })),
      };
      return failureOf(ask(clientOf(provider, { logger })).then((stream) => stream.finalText()));
    },
  };
}

class Loud extends Error {
  readonly headers: object;
  constructor(secret: string) {
    super(`Invalid header: ${secret}`);
    this.headers = { authorization: secret };
  }
}

test.each<[string, (token: string, log: (message: string, fields: object) => void) => unknown]>([
  ['throws it in a foreign error', (token) => Promise.reject(new Loud(token))],
  [
    'throws it as the name of an error',
    (token) => Promise.reject(Object.assign(new Error('x'), { name: token, code: token })),
  ],
  [
    'throws it in our own error',
    (token) =>
      Promise.reject(
        new PlugboardError('server_error', token, {
          requestId: token,
          serviceCode: token,
          param: token,
          phase: 'chat',
        }),
      ),
  ],
  [
    'throws it encoded',
    (token) =>
      Promise.reject(
        new PlugboardError(
          'server_error',
          `${encodeURIComponent(token)} ${Buffer.from(token).toString('base64')} ${Buffer.from(`a${token}`).toString('base64')} ${Buffer.from(token).toString('hex')}`,
        ),
      ),
  ],
  [
    'hides it in a chain of causes',
    (token) =>
      Promise.reject(
        new PlugboardError('server_error', 'x', {
          cause: new PlugboardError('protocol_error', `inner ${token}`, { cause: new Loud(token) }),
        }),
      ),
  ],
  [
    'hides it in an error that says it was aborted',
    (token) => Promise.reject(new PlugboardError('aborted', 'x', { cause: new Loud(token) })),
  ],
  [
    'adds it to our own error',
    (token) => Promise.reject(Object.assign(new PlugboardError('server_error', 'x'), { config: { token } })),
  ],
  [
    'logs it',
    (token, log) => {
      log(`token ${token}`, { token, deep: [{ er: new Loud(token) }] });
      return Promise.reject(new Error('x'));
    },
  ],
  [
    'throws a circle of causes',
    (token) => {
      const error = new PlugboardError('server_error', token);
      Object.defineProperty(error, 'cause', { value: error });
      return Promise.reject(error);
    },
  ],
])('a provider that %s shows no secret', async (_, act) => {
  const logged: string[] = [];
  const error = await careless(act).call(logged);
  expect(error).toMatchObject({ partialText: 'A cat, said ' });
  expect(seen(everything(error))).toEqual([]);
  expect(seen(logged.join('\n'))).toEqual([]);
});

test('warnings show no secret', async () => {
  const provider = inProcess((host): Provider => {
    const tokens = createTokens(host, async () => ({ value: canary }));
    return {
      async *stream(_, call) {
        call.warn(`I have ${await tokens.get(call.signal)}`);
        yield finish;
      },
    };
  });
  const stream = await ask(clientOf(provider));
  await stream.finalText();
  expect(stream.warnings).toEqual(['I have [redacted]']);
});

test('the values of headers by which a caller identifies himself are secrets too', async () => {
  const server = await serve();
  server.on({ path: '/x' }, status(400, { error: { message: `bad key ${canary}` } }));
  const provider = inProcess({
    async *stream(_, call) {
      yield* text('');
      await call.http.with({ baseUrl: server.origin }).json({ phase: 'chat', url: '/x', json: {} });
    },
  });
  const asked = ask(clientOf(provider), {}, { headers: { 'x-api-key': canary } });
  const error = await failureOf(asked);
  expect(error).toMatchObject({ code: 'bad_request' });
  expect(error.message).toContain('bad key [redacted]');
  expect(seen(everything(error))).toEqual([]);
});
