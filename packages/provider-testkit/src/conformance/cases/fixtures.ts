import {
  always,
  callFixtures,
  eventCount,
  filesOf,
  isForeign,
  modelsFixture,
  nameOf,
  needsHttp,
  needsTools,
} from '../applicability.ts';
import { chatOf } from '../stage/service.ts';
import { expectThat } from '../case-failure.ts';
import { certainSecrets } from '../../recorder/inspect-fixture.ts';
import type { SuiteCase } from '../case.ts';
import type { Exchange, Fixture } from '../../fixtures/fixture.ts';
import type { CaseSubject } from '../subject.ts';

/** Cases about fixtures: they must show what the provider declares and does. */
export const fixturesCases: readonly SuiteCase[] = [
  {
    id: 'fixtures/used',
    rule: 'Every exchange of every fixture is used.',
    fix: 'Remove the exchange, or find out why the provider no longer sends this request.',
    after: ['wire/known-requests'],
    applies: needsHttp,
    async run(subject) {
      for (const fixture of subject.fixtures) {
        const unused = await unusedOf(subject, fixture);
        const names = unused.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`);
        expectThat(unused.length === 0, `${nameOf(fixture)}: no request used ${names.join(', ')}.`);
      }
    },
  },
  {
    id: 'fixtures/answer',
    rule: 'At least one fixture expects a text.',
    fix: 'Record a call that succeeds.',
    applies: always,
    async run({ answers }) {
      expectThat(answers.length > 0, 'All fixtures expect an error.');
    },
  },
  {
    id: 'fixtures/stream',
    rule: 'A provider that reads a stream has a fixture whose answer is one.',
    fix: 'Record a call whose answer comes in pieces.',
    after: ['fixtures/answer'],
    applies: ({ readsStream }) => readsStream || 'The provider does not read the answer of a chat as a stream.',
    async run({ answers }) {
      expectThat(
        answers.some((fixture) => eventCount(fixture) > 1 || isForeign(fixture)),
        'Every answer of a fixture is one document.',
      );
    },
  },
  {
    id: 'fixtures/whole',
    rule: 'If a provider sends different requests for complete and streamed answers, fixtures show both.',
    fix: 'Record a call without `"stream": false` in its `request`, too.',
    after: ['fixtures/answer'],
    applies: ({ asksWhole, answers }) => {
      if (!asksWhole) return 'The provider sends the same request whether or not the caller wants a stream.';
      return (
        answers.some(wantsWhole) ||
        'No fixture asks for a complete answer, although the provider then sends or reads something else. Record one with `"stream": false` in its `request`.'
      );
    },
    async run({ answers }) {
      expectThat(!answers.every(wantsWhole), 'No fixture asks for a stream.');
    },
  },
  {
    id: 'fixtures/upload',
    rule: 'A provider with `upload` has a fixture that uploads.',
    fix: 'Record a call with a file.',
    after: ['fixtures/answer'],
    applies: ({ has }) => has.upload || 'The provider has no `upload`.',
    async run({ fixtures }) {
      const uploads = fixtures.some((fixture) =>
        fixture.exchanges.length === 0
          ? filesOf(fixture).length > 0
          : fixture.exchanges.some(({ phase }) => phase === 'upload'),
      );
      expectThat(uploads, 'No fixture has an exchange in the phase `upload`.');
    },
  },
  {
    id: 'fixtures/media',
    rule: 'A provider whose models take files has a fixture with a file.',
    fix: 'Record a call with a file of one of the kinds in `input`.',
    after: ['fixtures/answer', 'fixtures/upload'],
    applies: ({ models, accepts }) =>
      models.some(({ input = [] }) => input.length > 0) ||
      accepts.remoteMedia === true ||
      'No model declares that it takes files, and `accepts` no URLs of them.',
    async run({ fixtures }) {
      expectThat(
        fixtures.some((fixture) => filesOf(fixture).length > 0),
        'No fixture sends a file.',
      );
    },
  },
  {
    id: 'fixtures/models',
    rule: 'A provider with `listModels` has a fixture that lists.',
    fix: 'Record the request for the list; its exchange has the phase `models`.',
    after: ['fixtures/answer'],
    applies: ({ has }) => (has.http && has.listModels) || 'The provider has no `listModels` over HTTP.',
    async run(subject) {
      expectThat(modelsFixture(subject) !== undefined, 'No fixture has an exchange in the phase `models`.');
    },
  },
  {
    id: 'fixtures/tools',
    rule: 'A provider with `tools` has a fixture whose answer calls one.',
    fix: 'Record a call with a tool that the model wants to use.',
    after: ['fixtures/answer'],
    applies: needsTools,
    async run(subject) {
      expectThat(callFixtures(subject).length > 0, 'No fixture expects `toolCalls`.');
    },
  },
  {
    id: 'fixtures/formats',
    rule: 'A provider with response formats has a fixture for each of them.',
    fix: 'Record a call with `response_format`.',
    after: ['fixtures/answer'],
    applies: ({ accepts }) => (accepts.responseFormat ?? []).length > 0 || '`accepts` names no response format.',
    async run({ accepts, fixtures }) {
      const asked = fixtures.map(({ request }) => request.response_format?.type);
      for (const type of accepts.responseFormat ?? []) {
        expectThat(asked.includes(type), `No fixture asks for ${type}.`);
      }
    },
  },
  {
    id: 'fixtures/no-secrets',
    rule: 'A fixture contains no secrets, only placeholders.',
    fix: 'Write `{{name}}`, or `{{name:jwt}}` if a JSON Web Token is required, and give the provider the same text as its credential. Addresses end in `.example`.',
    applies: always,
    async run({ fixtures }) {
      for (const fixture of fixtures) {
        const places = certainSecrets(fixture).map(({ place, kind }) => `${place} (${kind})`);
        expectThat(
          places.length === 0,
          `${nameOf(fixture)}: something that looks like a secret is at ${places.join(', ')}.`,
        );
      }
    },
  },
  {
    id: 'fixtures/provenance',
    rule: 'A fixture says where its facts come from, and when.',
    fix: 'Give `source.at` as an ISO 8601 date and `source.from` as a version or the public document.',
    applies: always,
    async run({ fixtures }) {
      for (const fixture of fixtures) {
        const { at, from } = fixture.source;
        expectThat(
          !Number.isNaN(Date.parse(at)) && from.trim() !== '',
          `${nameOf(fixture)} does not say where it comes from.`,
        );
        expectThat(
          fixture.exchanges.length === 0 ||
            chatOf(fixture) !== undefined ||
            'error' in fixture.expect ||
            fixture.exchanges.some(({ phase }) => phase === 'models'),
          `${nameOf(fixture)} has no chat.`,
        );
      }
    },
  },
];

/** The exchanges that neither the call uses nor, if they have the phase `models`, a list of the models. */
async function unusedOf(subject: CaseSubject, fixture: Fixture): Promise<readonly Exchange[]> {
  const lists = subject.has.listModels && fixture.exchanges.some(({ phase }) => phase === 'models');
  if (!lists) return (await subject.recorded(fixture)).unused;
  await using stage = await subject.open(fixture);
  await subject.ask(stage, fixture);
  await stage.client.models.list({ live: true });
  return stage.service.replay.unused;
}

function wantsWhole({ request }: Fixture): boolean {
  return request.stream === false;
}
