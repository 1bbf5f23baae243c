import type { Fixture } from '../../fixtures/fixture.ts';
import { callFixtures, mainFixture, mediaFixture, nameOf, needsHttpAnswer, needsUpload } from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { bare, shutGate } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import { bodyHolds } from '../stage/body-holds.ts';
import { otherAnswers } from '../stage/other-answers.ts';
import { sampleFile } from '../stage/sample-file.ts';
import { recordedChat, type Answering } from '../stage/service.ts';
import { SideBySide } from '../stage/side-by-side.ts';
import type { Stage } from '../stage/stage.ts';
import { mediaPart } from '../../subject/create-params.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

export const sideBySideCases: readonly SuiteCase[] = [
  {
    id: 'isolation/interleaved',
    rule: 'Parallel calls do not affect each other, even if their answers arrive in turns, byte by byte.',
    fix: 'Keep buffers, decoders, counters and the state of an answer in `stream`, not in the instance or the module.',
    after: ['answering/text', 'chunking/bytes'],
    unless: ['tools/any-edges', 'isolation/second-call'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixtures = differentAnswers(subject);
      const alone: Outcome[] = [];
      for (const fixture of fixtures) alone.push(await subject.call(fixture));
      const together = await atOnce(subject, fixtures);
      for (const [index, outcome] of together.entries()) {
        const what = `${nameOf(fixtures[index] ?? mainFixture(subject))}, at the same time as another call`;
        const expected = alone[index];
        expectThat(outcome.error === undefined, `${what}: expected an answer, got ${cameTo(outcome.error)}.`);
        expectSame(factsOf(outcome), expected && factsOf(expected), what);
      }
    },
  },
  {
    id: 'media/uploads-apart',
    rule: 'If two calls upload at the same time, each chat names its own file.',
    fix: 'Return the reference from `upload`, and send the `source` of the message. Keep neither in the instance.',
    after: ['media/reference-arrives'],
    applies: needsUpload,
    async run(subject) {
      const fixture = mediaFixture(subject) ?? mainFixture(subject);
      const others = await otherAnswers(subject, fixture);
      if (others === undefined) {
        throw new NotJudged('An upload takes several requests, or its answer does not hold the reference.');
      }
      await uploadedAtOnce(subject, fixture, others);
      await askedBetween(subject, fixture, others);
    },
  },
];

const names = ['left', 'right'] as const;

/** Answers neither upload before both are under way. */
async function uploadedAtOnce(subject: CaseSubject, fixture: Fixture, others: Answering): Promise<void> {
  await using stage = await subject.open(fixture);
  const gate = shutGate();
  stage.service.answering = (context) => {
    const answer = others(context) ?? (context.phase === 'upload' ? context.recorded : undefined);
    return typeof answer === 'object' ? { ...answer, gate: { at: 0, open: gate.opened } } : answer;
  };
  const calls = names.map((name) => askWith(subject, stage, fixture, name));
  await until(() => stage.service.count('upload') > 1, subject.patienceMs / 4);
  gate.open();
  await Promise.all(calls);
  expectOwnFiles(stage);
}

/** Fails the chat of the first call, which is retried when the second call is over. */
async function askedBetween(subject: CaseSubject, fixture: Fixture, others: Answering): Promise<void> {
  await using stage = await subject.open(fixture, { maxRetries: 1 });
  const gate = shutGate();
  stage.service.answering = (context) =>
    context.phase === 'chat' && context.nth === 1
      ? { ...bare(503), gate: { at: 0, open: gate.opened } }
      : others(context);
  const [left, right] = names;
  const first = askWith(subject, stage, fixture, left);
  await until(() => stage.service.count('chat') > 0, subject.patienceMs / 4);
  await askWith(subject, stage, fixture, right);
  gate.open();
  await first;
  expectOwnFiles(stage);
}

function expectOwnFiles({ record, service }: Stage): void {
  const [left, right] = names.map((name) => record.uploads.get(`${name}.png`));
  expectThat(
    left === undefined || left !== right,
    'Two files that were uploaded at the same time got the same reference.',
  );
  for (const name of names) {
    const chats = service.requests.filter(({ phase, body }) => phase === 'chat' && bodyHolds(body, `Question ${name}`));
    const reference = record.uploads.get(`${name}.png`);
    if (chats.length === 0 || reference === undefined) {
      throw new NotJudged('Two calls with a file each do not both come to a chat with the text beside the file.');
    }
    expectThat(
      chats.every(({ body }) => bodyHolds(body, reference)),
      'While two calls upload, the chat of one does not name its own file.',
    );
  }
}

/** Different answers in text, and one that calls tools. If there is only one answer, it comes twice. */
function differentAnswers(subject: CaseSubject): readonly Fixture[] {
  const main = mainFixture(subject);
  const apart = (fixture: Fixture): boolean => fixture.exchanges.filter(({ phase }) => phase === 'chat').length === 1;
  const texts = new Map(
    [main, ...subject.answers.filter(apart)].map((fixture) => [
      'text' in fixture.expect ? fixture.expect.text : '',
      fixture,
    ]),
  );
  const calling = callFixtures(subject).filter(apart).slice(0, 1);
  const plain = [...texts.values()].filter((fixture) => !calling.includes(fixture)).slice(0, 2);
  if (!apart(main))
    throw new NotJudged('A call asks for its chat in several requests, which this case cannot tell apart.');
  const all = [...plain, ...calling];
  return all.length > 1 ? all : [main, main];
}

async function atOnce(subject: CaseSubject, fixtures: readonly Fixture[]): Promise<readonly Outcome[]> {
  const [first, ...beside] = fixtures;
  if (first === undefined) return [];
  await using stage = await subject.open(first, { beside, patienceMs: subject.patienceMs * 3 });
  const answers = new SideBySide(fixtures.length);
  const calls: Promise<Outcome>[] = [];
  for (const fixture of fixtures) {
    const delivery = recordedChat(fixture);
    if (delivery === undefined) continue;
    stage.service.answering = ({ phase }) => (phase === 'chat' ? answers.step(delivery) : undefined);
    calls.push(subject.ask(stage, fixture));
    // Calls start one after the other, so that each gets its own answer.
    const came = await until(() => answers.arrived === calls.length, subject.patienceMs / 2);
    if (came) continue;
    await stage.service.close();
    await Promise.all(calls);
    throw new NotJudged('A second call waits until the first one is over: the provider makes one at a time.');
  }
  return await Promise.all(calls);
}

function factsOf({ events, text, finish, usage, toolCalls }: Outcome): object {
  // A text that was taken back shows only in the events.
  const revised = events.filter(({ type }) => type === 'text-revised').length;
  return { revised, text, finish, usage, calls: toolCalls.map(({ name, arguments: args }) => ({ name, args })) };
}

function askWith(subject: CaseSubject, stage: Stage, fixture: Fixture, name: string): Promise<Outcome> {
  const text = { type: 'text', text: `Question ${name}` } as const;
  const image = mediaPart('image', new File([sampleFile('image', name)], `${name}.png`));
  return subject.ask(stage, fixture, { messages: [{ role: 'user', content: [text, image] }] });
}
