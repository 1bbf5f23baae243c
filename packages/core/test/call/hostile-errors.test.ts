import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { defineProvider } from '../../src/contract/define-provider.ts';
import type { Provider } from '../../src/contract/provider.ts';
import { createTokens } from '../../src/auth/create-tokens.ts';
import { ask, clientOf, failureOf, finish, inProcess, png, text } from './fixture.ts';

const canary = 'fake-secret-canary-0123456789';

function leak(): never {
  throw new Error(`leaked ${canary}`);
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
  revoke();
  return proxy;
}

function withGetter(name: string, descriptor: PropertyDescriptor = { get: leak }): PlugboardError {
  return Object.defineProperty(new PlugboardError('server_error', 'x'), name, descriptor);
}

const brand = Symbol.for('plugboard.error');

const thrown: readonly (readonly [string, () => unknown])[] = [
  ['a proxy that throws when it is asked what it has', () => new Proxy(new Error('x'), { has: leak })],
  [
    'a proxy that throws at everything',
    () => new Proxy(new Error('x'), { has: leak, get: leak, getPrototypeOf: leak, getOwnPropertyDescriptor: leak }),
  ],
  ['a proxy of our own error', () => new Proxy(new PlugboardError('server_error', 'x'), { get: leak })],
  ['a revoked proxy', revoked],
  ['an error whose stack throws', () => withGetter('stack')],
  ['an error whose message throws', () => withGetter('message')],
  ['an error whose cause throws', () => withGetter('cause')],
  ['an error whose cause is a proxy', () => withGetter('cause', { value: new Proxy({}, { get: leak, has: leak }) })],
  ['an error whose cause is a revoked proxy', () => withGetter('cause', { value: revoked() })],
  ['an error whose stack is no text', () => withGetter('stack', { value: { [Symbol.toPrimitive]: leak } })],
  ['an error whose message is no text', () => withGetter('message', { value: { toString: leak } })],
  ['an error whose attempts are none', () => withGetter('attempts', { value: [canary, { provider: canary }] })],
  ['an error whose mark throws', () => withGetter(Symbol.for('plugboard.retry-hint') as never)],
  ['something with our brand only', () => ({ [brand]: true })],
  ['something with our brand that is frozen', () => Object.freeze({ [brand]: true, message: 7, code: {} })],
];

function explained(error: unknown): void {
  expect(error).toBeInstanceOf(PlugboardError);
  expect(Object.getPrototypeOf(error)).toBe(PlugboardError.prototype);
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(canary);
}

async function outcomeOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => 'no failure',
    (error: unknown) => error,
  );
}

test.each(thrown)('%s ends a call however it is thrown', async (_, make) => {
  const before: Provider = {
    async *stream() {
      yield* [];
      throw make();
    },
  };
  const after: Provider = {
    async *stream() {
      yield* text('Hi');
      throw make();
    },
  };
  const plain: Provider = {
    stream() {
      throw make();
    },
  };
  const uploading: Provider = {
    ...before,
    async upload() {
      throw make();
    },
  };
  const loading = inProcess((host): Provider => {
    const tokens = createTokens(host, async () => {
      throw make();
    });
    return {
      async *stream(_request, call) {
        await tokens.get(call.signal);
        yield finish;
      },
    };
  });
  const options = { timeout: 5_000 };
  explained(await outcomeOf(ask(clientOf(inProcess(before)), {}, options)));
  explained(await outcomeOf(ask(clientOf(inProcess(after)), {}, options).then((stream) => stream.finalText())));
  explained(await outcomeOf(ask(clientOf(inProcess(plain)), {}, options)));
  explained(await outcomeOf(ask(clientOf(inProcess(uploading)), { image: png }, options)));
  explained(await outcomeOf(ask(clientOf(inProcess(uploading)), { images: [png, png] }, options)));
  explained(await outcomeOf(ask(clientOf(loading), {}, options)));
});

test.each(thrown)('%s is told as what it is, where a provider is made or asked for its models', async (_, make) => {
  const stream: Provider['stream'] = async function* () {
    yield finish;
  };
  const created = inProcess(() => {
    throw make();
  });
  const schema = { '~standard': { version: 1, vendor: 'x', validate: () => Promise.reject(make()) } } as const;
  const checked = defineProvider({
    id: 'scripted',
    models: [{ id: 'model' }],
    options: schema,
    create: (): Provider => ({ stream }),
  });
  const listing = inProcess({
    stream,
    async listModels() {
      throw make();
    },
  });
  explained(await outcomeOf(ask(clientOf(created))));
  const refused = await outcomeOf(ask(clientOf(checked({}))));
  explained(refused);
  expect(refused).toMatchObject({ code: 'provider_load_failed' });
  const live = await outcomeOf(clientOf(listing).models.list({ live: true }));
  explained(live);
  expect(live).toMatchObject({ phase: 'models' });
});

test('a code that does not exist is a fault of the provider, and what stands in the wrong field is left out', async () => {
  const provider = inProcess((host): Provider => {
    const tokens = createTokens(host, async () => ({ value: canary }));
    return {
      async *stream(_, call) {
        await tokens.get(call.signal);
        yield* [];
        throw Object.assign(new PlugboardError(`code ${canary}` as never, 'Mine.'), {
          phase: canary,
          status: canary,
          retryAfterMs: canary,
          retryable: canary,
        });
      },
    };
  });
  const error = await failureOf(ask(clientOf(provider)));
  explained(error);
  expect(error).toMatchObject({
    code: 'protocol_error',
    message: 'Mine. [scripted/model, chat]',
    phase: 'chat',
    status: undefined,
    retryAfterMs: undefined,
    retryable: false,
    attempts: [{ code: 'protocol_error', phase: 'chat' }],
  });
});

test.each<[string, unknown]>([
  ['no list', { length: 1 }],
  ['something else than models', [null]],
  ['a model without an id', [{ input: ['image'] }]],
])('a provider that lists %s is at fault', async (_, models) => {
  const provider = inProcess({
    async *stream() {
      yield finish;
    },
    listModels: async () => models as never,
  });
  const error = await failureOf(clientOf(provider).models.list({ live: true }));
  expect(error).toMatchObject({ code: 'protocol_error', phase: 'models' });
});
