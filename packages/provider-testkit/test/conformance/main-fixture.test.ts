import { expect, test } from 'vitest';
import { mainFixture } from '../../src/conformance/applicability.ts';
import type { CaseSubject } from '../../src/conformance/subject.ts';
import type { Fixture } from '../../src/fixtures/fixture.ts';
import { fakeFixtures } from './fake-fixtures.ts';

const named = (name: string): Fixture =>
  fakeFixtures.find((fixture) => fixture.name === name) ?? expect.unreachable(name);

/** The same answer as one document. */
function whole(fixture: Fixture): Fixture {
  const exchanges = fixture.exchanges.map(({ response, ...exchange }) => ({
    ...exchange,
    response: { status: response.status, json: { text: 'whole' } },
  }));
  return { ...fixture, name: `${fixture.name ?? ''} as a whole`, exchanges };
}

const [text, picture, form] = [named('greeting'), named('picture'), named('form')];

test.each<readonly [what: string, answers: readonly Fixture[], main: Fixture]>([
  ['a provider of texts alone', [text], text],
  ['a provider whose first fixture has no file', [text, picture], text],
  ['a provider whose first fixture has a file', [picture, text], text],
  ['a provider whose fixtures all have files', [picture], picture],
  ['a provider whose stream has a file and whose document has none', [whole(text), picture], picture],
  ['a provider of documents', [whole(picture), whole(text)], whole(text)],
  ['a provider that only writes JSON', [form], form],
])('most cases play a plain answer, in a stream and without a file, if there is one: %s', (_what, answers, main) => {
  expect(mainFixture({ answers } as unknown as CaseSubject).name).toBe(main.name);
});
