import { answerOf, createSubject, type Change, type Fixture, type Subject } from '@plugboard/provider-testkit';
import { describe, expect, test } from 'vitest';
import { reka } from '../src/index.ts';

const web = await createSubject({
  create: () => reka({ cookies: { appSession: '{{appSession}}' } }),
  fixtures: new URL('../fixtures/web/', import.meta.url),
});
const api = await createSubject({
  create: () => reka({ apiKey: '{{apiKey}}' }),
  fixtures: new URL('../fixtures/api/', import.meta.url),
});

async function check(subject: Subject, fixture: Fixture, change?: Change): Promise<void> {
  const { events, error, openSockets } = await subject.play(fixture, change);
  expect(openSockets).toBe(0);
  if ('error' in fixture.expect) {
    expect(error?.code).toBe(fixture.expect.error);
    return;
  }
  expect(error).toBeUndefined();
  expect(answerOf(events)).toEqual({ usage: undefined, toolCalls: undefined, ...fixture.expect, events: undefined });
  if (fixture.expect.events !== undefined) expect(events).toEqual(fixture.expect.events);
}

describe.each([
  ['web session', web],
  ['official API', api],
] as const)('%s', (_, subject) => {
  test.each(subject.fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_name, fixture) =>
    check(subject, fixture),
  );

  const streams = subject.fixtures.filter(({ exchanges }) => exchanges.some(({ response }) => response.chunks));
  test.each(streams.map((fixture) => [fixture.name, fixture] as const))(
    '%s in other pieces',
    async (_name, fixture) => {
      for (const rechunk of ['bytes', 'crlf', 1] as const) await check(subject, fixture, { rechunk });
    },
  );
});
