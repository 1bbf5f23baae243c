import type { ChatParameters, MediaKind } from '@plugboard/core/provider';
import type { Exchange, Fixture } from '../../../src/fixtures/fixture.ts';
import { fakeFixtures, fakePlainFixtures } from '../fake-fixtures.ts';
import { fakeLocal, localFixtures } from '../fake-local.ts';
import { fakeSession, missing, origin, toBody } from '../fake-session.ts';
import { credentials, mutant, withDefinition, withParts, type Mutant } from './mutant.ts';

const named = (name: string) => fakeFixtures.filter((fixture) => fixture.name === name);
const [picture] = named('picture');
const [thoughts] = named('thoughts');
const failures = fakeFixtures.filter(({ expect }) => 'error' in expect);
const misspelt = 'temprature' as keyof ChatParameters;
const all = { id: 'fake-*' } as const;

/** The same answers, each as one JSON document. */
const inOneDocument = fakePlainFixtures.map((fixture): Fixture => {
  const { expect } = fixture;
  if (!('text' in expect)) return fixture;
  const answered = (exchange: Exchange): Exchange =>
    exchange.phase === 'chat' ? { ...exchange, response: { status: 200, json: { whole: expect.text } } } : exchange;
  return {
    ...fixture,
    exchanges: fixture.exchanges.map(answered),
    expect: { text: expect.text, finish: 'stop' },
  };
});

/** Mutants of the groups identity, laziness, wire and fixtures. */
export const declarationMutants: readonly Mutant[] = [
  withDefinition('identity/plugin-id', { id: 'fake_one' }),
  withDefinition('identity/models-declared', { models: [] }),
  withDefinition('identity/model-names', {
    models: [{ id: 'fake-one', input: ['image', 'pdf'] }, { id: 'fa*ke' }, all],
  }),
  withDefinition('identity/model-input', {
    models: [{ id: 'fake-one', input: ['image', 'pdf', 'picture' as MediaKind] }, all],
  }),
  withDefinition('identity/models-route', { models: [{ id: 'other-one' }] }),
  withParts('identity/accepts-names', ({ accepts }) => ({
    accepts: {
      ...accepts,
      parameters: [...(accepts.parameters === 'any' ? [] : (accepts.parameters ?? [])), misspelt],
    },
  })),
  withDefinition('identity/secret-options', { secrets: [] }),
  withDefinition('identity/environment', { environment: { clientKey: 'fake-client-key' } }),

  mutant('laziness/create-is-quiet', {
    create: (_options, host) => void host.http.json({ phase: 'auth', url: `${origin}/token` }).catch(() => undefined),
  }),
  mutant('laziness/create-is-silent', { create: (_options, host) => host.log.warn('A fake was made.') }),
  mutant('laziness/create-without-credentials', {
    create: ({ cookies }) => {
      if (cookies === undefined) throw missing();
    },
  }),
  withParts('laziness/stream-is-lazy', ({ stream }) => ({
    stream(request, call) {
      const inner = stream(request, call)[Symbol.asyncIterator]();
      let first: ReturnType<typeof inner.next> | undefined = inner.next();
      first.catch(() => undefined);
      const next = (): ReturnType<typeof inner.next> => {
        const result = first ?? inner.next();
        first = undefined;
        return result;
      };
      const leave = async () => (await inner.return?.()) ?? { done: true as const, value: undefined };
      return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
    },
  })),
  mutant('laziness/options-are-kept', { create: (options) => void Object.assign(options, { seen: true }) }),

  withParts('wire/known-requests', ({ stream }) => ({
    async *stream(request, call) {
      await call.http.json({ phase: 'models', url: 'https://telemetry.fake.example/' }).catch(() => undefined);
      yield* stream(request, call);
    },
  })),
  withParts('wire/requests-as-recorded', ({ token }) => ({ defaults: () => ({ baseUrl: origin, token }) })),
  withDefinition(
    'fixtures/used',
    {},
    fakeFixtures.map((fixture) =>
      fixture === picture
        ? {
            ...fixture,
            exchanges: [
              ...fixture.exchanges,
              { phase: 'chat', request: { method: 'GET', url: `${origin}/never` }, response: { status: 200 } },
            ],
          }
        : fixture,
    ),
  ),
  withDefinition('fixtures/answer', {}, failures),
  {
    caseId: 'fixtures/stream',
    fixtures: inOneDocument,
    create: () =>
      fakeSession({
        parts: ({ toEvents }) => ({
          toEvents: (data, http, request) => {
            const { whole } = JSON.parse(data) as { readonly whole?: string };
            if (whole === undefined) return toEvents(data, http, request);
            return [
              { type: 'text-delta', text: whole },
              { type: 'finish', reason: 'stop' },
            ];
          },
          accepts: { remoteMedia: true },
        }),
      })(credentials),
  },
  withParts(
    'fixtures/whole',
    () => ({ body: (request) => ({ ...toBody(request), live: request.stream }) }),
    fakeFixtures.map((fixture) => ({ ...fixture, request: { ...fixture.request, stream: false } })),
  ),
  withDefinition(
    'fixtures/upload',
    { models: [all] },
    fakeFixtures.filter((fixture) => fixture !== picture),
  ),
  {
    caseId: 'fixtures/media',
    fixtures: localFixtures,
    create: () => fakeLocal(() => ({}), ['image'])(),
  },
  withDefinition(
    'fixtures/models',
    {},
    fakeFixtures.map((fixture) =>
      fixture === thoughts
        ? { ...fixture, exchanges: fixture.exchanges.filter(({ phase }) => phase !== 'models') }
        : fixture,
    ),
  ),
  withDefinition(
    'fixtures/no-secrets',
    {},
    fakeFixtures.map((fixture) => ({
      ...fixture,
      source: { ...fixture.source, from: 'asked by nobody@fake-users.dev' },
    })),
  ),
  withDefinition(
    'fixtures/provenance',
    {},
    fakeFixtures.map((fixture) => ({ ...fixture, source: { ...fixture.source, from: ' ' } })),
  ),
];
