import type { ChatEvent, WirePhase } from '@plugboard/core/provider';
import {
  callFixtures,
  mainFixture,
  mediaFixture,
  nameOf,
  needsAnswer,
  needsSecrets,
  needsSession,
  sessionFixture,
  needsHttpAnswer,
} from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { acceptedParameters, sampleParameters } from '../../fixtures/sample-parameters.ts';
import type { Ask } from '../stage/ask.ts';
import { secretsIn } from '../stage/placeholders.ts';
import { snapshot } from '../stage/probe.ts';
import { sampleConversation, sampleForm, sampleTools } from '../stage/sample-tools.ts';
import type { CaseSubject } from '../subject.ts';

export const isolationCases: readonly SuiteCase[] = [
  {
    id: 'isolation/request-is-kept',
    rule: 'A provider does not change the request that it is given: core may use it for a retry.',
    fix: 'Build the body from copies.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const main = mainFixture(subject);
      await expectKept(subject, main, {});
      for (const ask of asksOf(subject)) await expectKept(subject, main, ask);
      const media = mediaFixture(subject);
      if (media !== undefined) await expectKept(subject, media, {});
    },
  },
  {
    id: 'isolation/second-call',
    rule: 'One call leaves nothing behind for the next one.',
    fix: 'Keep the state of a call in `stream`, not in the instance.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      for (const fixture of new Set([mainFixture(subject), ...callFixtures(subject).slice(0, 1)])) {
        await using stage = await subject.open(fixture);
        const first = await subject.ask(stage, fixture);
        const second = await subject.ask(stage, fixture);
        expectSame(
          second.events.map(withoutMadeId),
          first.events.map(withoutMadeId),
          `${nameOf(fixture)}, the second call of an instance${second.error === undefined ? '' : `, with ${second.error.code}`}`,
        );
      }
    },
  },
  {
    id: 'isolation/fifty-calls',
    rule: 'Fifty parallel calls do not affect each other.',
    fix: 'Keep the state of a call in `stream`, not in the instance.',
    after: ['isolation/second-call', 'repeats/one-token'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 3 });
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => subject.ask(stage, fixture)));
      for (const { text, error } of outcomes) {
        expectThat(error === undefined, `One of 50 calls: expected an answer, got ${cameTo(error)}.`);
        if ('text' in fixture.expect) expectSame(text, fixture.expect.text, 'One of 50 calls');
      }
    },
  },
  {
    id: 'isolation/one-token-for-all',
    rule: 'Calls that begin at once share one token.',
    fix: 'Load tokens with `createTokens`: all who wait get the same one.',
    after: ['repeats/one-token'],
    applies: needsSession,
    async run(subject) {
      const fixture = sessionFixture(subject) ?? mainFixture(subject);
      await using stage = await subject.open(fixture);
      await Promise.all(Array.from({ length: 5 }, () => subject.ask(stage, fixture)));
      const per = fixture.exchanges.filter(({ phase }) => phase === 'auth').length;
      expectThat(stage.service.count('auth') <= per, `Five calls loaded ${stage.service.count('auth')} tokens.`);
    },
  },
  {
    id: 'isolation/instances',
    rule: 'Two instances share nothing.',
    fix: 'Keep nothing in variables of the module.',
    after: ['answering/text', 'repeats/one-token'],
    applies: (subject) => {
      const http = needsHttpAnswer(subject);
      return http === true ? needsSecrets(subject) : http;
    },
    async run(subject) {
      const fixture = mainFixture(subject);
      const { at } = fixture.source;
      const others = JSON.parse(
        JSON.stringify(subject.options).replaceAll(/\{\{([a-zA-Z0-9_-]+)/g, '{{$1-other'),
      ) as object;
      await using first = await subject.open(fixture);
      await using second = await subject.open(fixture, { options: others });
      await subject.ask(first, fixture);
      await subject.ask(second, fixture);
      await subject.ask(first, fixture);
      const sentBy = (stage: typeof first): string =>
        stage.service.requests
          .map(({ url, headers, body }) => url + JSON.stringify([...headers]) + Buffer.from(body).toString('latin1'))
          .join('\n');
      const secrets = secretsIn(others, at).filter((secret) => sentBy(first).includes(secret));
      expectThat(secrets.length === 0, 'The first instance sent a credential of the second.');
      for (const secret of secretsIn(subject.options, at)) {
        expectThat(!sentBy(second).includes(secret), 'The second instance sent a credential of the first.');
      }
      expectThat(
        second.service.requests.length > 0 || first.service.requests.length === 0,
        'The second instance sent nothing.',
      );
      await expectOwn(subject, 'auth', 'loaded no token: it took the one of another instance');
      await expectOwn(subject, 'upload', 'uploaded no file: it took one that another instance had uploaded');
    },
  },
];

/** Checks that a fresh instance does for itself what every instance has to do once. */
async function expectOwn(subject: CaseSubject, phase: WirePhase, otherwise: string): Promise<void> {
  const fixture = subject.answers.find(({ exchanges }) => exchanges.some((exchange) => exchange.phase === phase));
  if (fixture === undefined) return;
  for (const instance of ['first', 'second']) {
    await using stage = await subject.open(fixture);
    const { error } = await subject.ask(stage, fixture);
    const count = stage.service.count(phase);
    expectThat(count > 0 || error !== undefined, `Of two fresh instances, the ${instance} ${otherwise}.`);
  }
}

/** Without ids of calls: one that the service did not give differs each time. */
function withoutMadeId(event: ChatEvent): ChatEvent {
  return event.type === 'tool-call-delta' ? { ...event, id: event.id === undefined ? undefined : 'some id' } : event;
}

/** Calls with everything that a provider may want to change on its way to the body. */
function asksOf({ accepts }: CaseSubject): readonly Ask[] {
  const question = { role: 'user', content: 'Avocet asks.' } as const;
  const names = acceptedParameters(accepts);
  // Two names of one thing.
  const given = names.filter((name) => name !== 'max_tokens' || !names.includes('max_completion_tokens'));
  const parameters = Object.fromEntries(given.map((name) => [name, sampleParameters[name]]));
  return [
    { messages: [question], parameters },
    {
      messages: [{ role: 'system', content: 'Avocet rules.' }, question, { role: 'assistant', content: '' }, question],
    },
    ...(accepts.tools === true ? [{ messages: sampleConversation, tools: sampleTools }] : []),
    ...(accepts.responseFormat?.includes('json_schema') === true
      ? [{ messages: [question], response_format: sampleForm }]
      : []),
  ];
}

async function expectKept(subject: CaseSubject, fixture: Fixture, ask: Ask): Promise<void> {
  await using stage = await subject.open(fixture);
  // A copy: what one call changes must not hide the same change in the next one.
  await subject.ask(stage, fixture, structuredClone(ask));
  for (const { given, request } of stage.record.streams) {
    const before = JSON.parse(given) as Readonly<Record<string, unknown>>;
    const after = JSON.parse(snapshot(request)) as Readonly<Record<string, unknown>>;
    const changed = Object.keys({ ...before, ...after }).find(
      (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
    );
    expectThat(changed === undefined, `\`stream\` changed \`${changed ?? ''}\` of its request.`);
  }
}
