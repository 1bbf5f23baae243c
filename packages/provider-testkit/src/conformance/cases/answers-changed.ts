import { inspect } from 'node:util';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture } from '../../fixtures/fixture.ts';
import { eventCount, longestStream, mainFixture, nameOf, needsHttpAnswer } from '../applicability.ts';
import { CaseFailure, cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { countsIn, hasTypes, isReason, withoutCounts, withUnknownEvent, withWordsIn } from '../stage/answer-changes.ts';
import { answerWords, isPlace, type AnswerWords } from '../stage/answer-words.ts';
import { onAnswer } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import type { Delivery } from '../stage/delivery.ts';
import { jsonOf, leavesOf, mapLeaves, rewritten, spoiled, type JsonPath } from '../stage/json-units.ts';
import { recordedChat } from '../stage/service.ts';
import type { CaseSubject } from '../subject.ts';

/** Finish reasons of services for a reached limit, or a filter. */
const otherWords = ['length', 'max_tokens', 'MAX_TOKENS', 'content_filter', 'SAFETY', 'refusal'] as const;
const unheardOf = 'quokka_reason';
/** Text that looks like lines, events and JSON of the wire format. */
const nasty = ' : "x"\n\ndata: [DONE]\n\nevent: end\r\n{"error":{"message":"no"}} \\u0041\\n \u2028\u00e9\u{1f408} ';

/** Cases in which the service answers in another way than was recorded. */
export const answersChangedCases: readonly SuiteCase[] = [
  {
    id: 'answering/unknown-finish-reason',
    rule: 'An unknown finish reason becomes `other`; only a regular end is `stop`.',
    fix: 'Map the reasons that you know, and use `other` for all the rest. Do not default to `stop`, and do not throw.',
    after: ['answering/finish-reason'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      const { word, places } = await reasonOf(subject, fixture);
      const isNamed = places.some((path) => /reason/i.test(String(path.at(-1))));
      for (const other of [unheardOf, ...otherWords]) {
        if (other === word) continue;
        const outcome = await changed(subject, fixture, (recorded) =>
          rewritten(recorded, (json) => [
            mapLeaves(json, (value, path) => (value === word && isReason(path) ? other : value)),
          ]),
        );
        const what = `${nameOf(fixture)}: with ${JSON.stringify(other)} in place of ${JSON.stringify(word)}`;
        if (outcome.finish === undefined) {
          // A provider may need the word to know that the answer has ended.
          if (!isNamed) continue;
          throw new CaseFailure(`${what}, expected an answer, got ${cameTo(outcome.error)}.`);
        }
        expectThat(
          outcome.finish !== 'stop' && outcome.finish !== 'tool-calls',
          `${what}, it finished with "${outcome.finish}".`,
        );
        if (other === unheardOf) expectSame(outcome.finish, 'other', what);
      }
    },
  },
  {
    id: 'answering/usage-counted',
    rule: 'Usage is reported only if the service counted, with the numbers that it gave.',
    fix: 'Leave `usage` out unless both numbers came. Do not fill a missing number with 0, an estimate, or the other number.',
    after: ['answering/usage'],
    applies: ({ answers }) =>
      answers.some(({ expect }) => 'text' in expect && expect.usage !== undefined) || 'No fixture expects usage.',
    async run(subject) {
      const fixture =
        subject.answers.find(({ expect }) => 'text' in expect && expect.usage !== undefined) ?? mainFixture(subject);
      const keys = countsIn(recordedOf(fixture));
      if (keys.length === 0) throw new NotJudged('No number of the answer is called a count, tokens or usage.');
      const none = await afterCounted(subject, fixture, (recorded) => withoutCounts(recorded, keys));
      expectThat(
        none.error === undefined,
        `When the service does not count, expected an answer, got ${cameTo(none.error)}.`,
      );
      expectThat(
        none.usage === undefined,
        `When the service does not count, expected no usage, got ${JSON.stringify(none.usage)}.`,
      );
      expectNumbers(none, 'When the service does not count');
      const { usage: whole } = await subject.call(fixture);
      for (const key of keys) {
        const outcome = await changed(subject, fixture, (recorded) => withoutCounts(recorded, [key]));
        const { usage, error } = outcome;
        expectThat(error === undefined, `When \`${key}\` is missing, expected an answer, got ${cameTo(error)}.`);
        expectNumbers(outcome, `When \`${key}\` is missing`);
        if (usage === undefined || whole === undefined) continue;
        const said = `When \`${key}\` is missing, the usage is ${JSON.stringify(usage)}`;
        expectThat(
          usage.inputTokens !== usage.outputTokens || whole.inputTokens === whole.outputTokens,
          `${said}: one number replaces the other one.`,
        );
      }
    },
  },
  {
    id: 'answering/last-content',
    rule: 'Text that arrives in the last event belongs to the answer.',
    fix: 'Read the content of each event before you check whether it is the last one.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = longestStream(subject);
      const recorded = recordedOf(fixture);
      const [words, pieces] = [wordsOf(fixture, recorded), jsonOf(recorded)];
      const last = words?.pieces.at(-1) ?? -1;
      const next = pieces.findIndex((piece, index) => index > last && piece !== undefined);
      // As recorded, nothing comes after the last words: `answering/text` has shown that they are read.
      if (words !== undefined && next === -1) return;
      const together = words && withWordsIn(words, pieces[last], pieces[next]);
      if (together === undefined) {
        throw new NotJudged('In this format, the last text and the end of the answer cannot come in one event.');
      }
      const { text, error, finish } = await changed(subject, fixture, (body) =>
        rewritten(body, (json, index) => (index === last ? [] : [index === next ? together : json])),
      );
      const said = 'When the last text comes in the event that ends the answer';
      expectThat(error === undefined && finish !== undefined, `${said}, expected an answer, got ${cameTo(error)}.`);
      if ('text' in fixture.expect) expectSame(text, fixture.expect.text, `${said}, the text`);
    },
  },
  {
    id: 'answering/any-answer',
    rule: 'Text of the model arrives unchanged, even if it looks like lines, events or JSON.',
    fix: 'Parse each event as JSON, and look for the end of the answer in its fields, not in the raw text.',
    unless: ['answering/text'],
    after: ['chunking/one-piece'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = longestStream(subject);
      const words = wordsOf(fixture, recordedOf(fixture));
      if (words === undefined || !('text' in fixture.expect)) {
        throw new NotJudged('No field of the answer adds up to its text.');
      }
      const [first] = words.pieces;
      let head = '';
      const { text, error } = await changed(subject, fixture, (recorded) =>
        rewritten(recorded, (json, index) => [
          mapLeaves(json, (value, path) => {
            if (typeof value !== 'string' || !isPlace(path, words.path) || !words.pieces.includes(index)) return value;
            if (index === first) head = value;
            return index === first || words.repeats ? `${head}${nasty}${value.slice(head.length)}` : value;
          }),
        ]),
      );
      const failure = error === undefined ? '' : `, with ${error.code}`;
      const expected = `${head}${nasty}${fixture.expect.text.slice(head.length)}`;
      expectSame(text, expected, `${nameOf(fixture)}, with text that looks like the wire${failure}`);
    },
  },
  {
    id: 'answering/unknown-event',
    rule: 'Events of unknown types are skipped.',
    fix: 'Ignore types that you do not know: services add new ones.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = longestStream(subject);
      if (!hasTypes(recordedOf(fixture))) {
        throw new NotJudged(
          'The events of the answer have no types: no `event:` lines, and no `type` that says which is which.',
        );
      }
      const { text, error } = await changed(subject, fixture, withUnknownEvent);
      const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
      if ('text' in fixture.expect)
        expectSame(text, fixture.expect.text, `${nameOf(fixture)}, with an event \`quokka\`${failure}`);
    },
  },
  {
    id: 'errors/unreadable-event',
    rule: 'An event that cannot be parsed fails the call, because its content is lost.',
    fix: 'Do not catch the error of `JSON.parse` to skip the event; let it pass.',
    after: ['answering/text', 'endings/cut-off'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = longestStream(subject);
      const words = wordsOf(fixture, recordedOf(fixture));
      const broken = words?.pieces.at(-2);
      if (eventCount(fixture) < 3 || broken === undefined)
        throw new NotJudged('No answer comes in several pieces of JSON.');
      const { finish } = await changed(subject, fixture, (recorded) => spoiled(recorded, broken));
      expectThat(
        finish === undefined,
        `With an event in the middle that is not JSON, it finished with "${finish ?? ''}".`,
      );
    },
  },
];

/** How a call ended, and what the provider itself yielded: core keeps `NaN` from the caller. */
interface ChangedOutcome extends Outcome {
  readonly yielded: readonly ChatEvent[];
}

async function changed(
  subject: CaseSubject,
  fixture: Fixture,
  change: (recorded: Delivery) => Delivery,
): Promise<ChangedOutcome> {
  await using stage = await subject.open(fixture);
  stage.service.answering = onAnswer(change);
  const outcome = await subject.ask(stage, fixture);
  return { ...outcome, yielded: stage.record.streams.at(-1)?.events ?? [] };
}

/** The same, with an instance that had the recorded answer before. */
async function afterCounted(
  subject: CaseSubject,
  fixture: Fixture,
  change: (recorded: Delivery) => Delivery,
): Promise<ChangedOutcome> {
  await using stage = await subject.open(fixture);
  await subject.ask(stage, fixture);
  stage.service.answering = onAnswer(change);
  const outcome = await subject.ask(stage, fixture);
  return { ...outcome, yielded: stage.record.streams.at(-1)?.events ?? [] };
}

function expectNumbers({ yielded }: ChangedOutcome, when: string): void {
  for (const event of yielded) {
    if (event.type !== 'finish' || event.usage === undefined) continue;
    const { inputTokens, outputTokens } = event.usage;
    expectThat(
      [inputTokens, outputTokens].every((count) => !Number.isNaN(count)),
      `${when}, \`finish\` has the usage ${inspect({ inputTokens, outputTokens })}.`,
    );
  }
}

function recordedOf(fixture: Fixture): Delivery {
  const recorded = recordedChat(fixture);
  if (recorded === undefined) throw new NotJudged('The fixture has no exchange of the phase `chat`.');
  return recorded;
}

function wordsOf(fixture: Fixture, recorded: Delivery): AnswerWords | undefined {
  return 'text' in fixture.expect ? answerWords(jsonOf(recorded), fixture.expect.text) : undefined;
}

/** The word of the service for why the answer ended, and the fields that have it. */
async function reasonOf(
  subject: CaseSubject,
  fixture: Fixture,
): Promise<{ readonly word: string; readonly places: readonly JsonPath[] }> {
  const { events } = await subject.call(fixture);
  const finish = events.findLast((event) => event.type === 'finish');
  const leaves = jsonOf(recordedOf(fixture)).flatMap((json) => (json === undefined ? [] : leavesOf(json)));
  const found = leaves.filter(([path, value]) => typeof value === 'string' && value !== '' && isReason(path));
  const word = finish?.rawReason ?? found.findLast(([path]) => /reason/i.test(String(path.at(-1))))?.[1];
  const places = found.filter(([, value]) => value === word).map(([path]) => path);
  if (typeof word !== 'string' || places.length === 0) {
    throw new NotJudged('No field of the answer holds the `rawReason` of `finish`.');
  }
  return { word, places };
}
