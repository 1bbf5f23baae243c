import type { ExpectedToolCall, Fixture } from '../../fixtures/fixture.ts';
import {
  both,
  callFixtures,
  expectedCalls,
  longestStream,
  nameOf,
  needsCalls,
  needsHttpAnswer,
  needsLines,
} from '../applicability.ts';
import { cameTo, expectSame } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { onAnswer } from '../stage/answerings.ts';
import {
  withCallsTogether,
  withCountsEarly,
  withCountsRepeated,
  withEmptyPieces,
  withPiecesAlike,
} from '../stage/answers-spelled.ts';
import type { Outcome } from '../stage/ask.ts';
import type { Delivery } from '../stage/delivery.ts';
import { recordedChat } from '../stage/service.ts';
import type { CaseSubject } from '../subject.ts';

/** Cases in which the answer is the same, but is written in another way, as services with one wire format differ. */
export const answersSpelledCases: readonly SuiteCase[] = [
  {
    id: 'answering/empty-pieces',
    rule: 'A piece of an answer whose text is empty has no effect.',
    fix: 'Skip an empty text. An answer ends only when the service says why it ended.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsLines,
    async run(subject) {
      const fixture = longestStream(subject);
      const other = changedBy(fixture, (recorded) =>
        'text' in fixture.expect ? withEmptyPieces(recorded, fixture.expect.text) : undefined,
      );
      if (other === undefined) {
        throw new NotJudged('No one field of the events adds up to the text, or each repeats the text so far.');
      }
      const { text, finish, error } = await answered(subject, fixture, other);
      const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
      const { expect } = fixture;
      if ('text' in expect) {
        const wanted = { text: expect.text, finish: expect.finish };
        expectSame({ text, finish }, wanted, `${nameOf(fixture)}, with pieces whose text is empty${failure}`);
      }
    },
  },
  {
    id: 'answering/repeated-pieces',
    rule: 'A piece that equals the one before it is part of the text as well.',
    fix: 'Hand each piece on, whatever was said before. Do not compare pieces to find some that were sent twice.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsLines,
    async run(subject) {
      const fixture = longestStream(subject);
      const other = changedBy(fixture, (recorded) =>
        'text' in fixture.expect ? withPiecesAlike(recorded, fixture.expect.text) : undefined,
      );
      if (other === undefined || !('text' in fixture.expect)) {
        throw new NotJudged('No one field of the events adds up to the text, or each repeats the text so far.');
      }
      const { text, error } = await answered(subject, fixture, other.answer);
      const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
      expectSame(text, other.text, `${nameOf(fixture)}, with two pieces that are alike${failure}`);
    },
  },
  {
    id: 'answering/usage-repeated',
    rule: 'Counts that several events of an answer repeat are counted once.',
    fix: 'Take the last value of each count. Do not add them up: services repeat the total so far.',
    after: ['answering/usage'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = subject.answers.find(
        (one) => 'text' in one.expect && one.expect.usage !== undefined && changedBy(one, withCountsRepeated),
      );
      const other = fixture && changedBy(fixture, withCountsRepeated);
      if (fixture === undefined || other === undefined) {
        throw new NotJudged('No fixture with usage has its counts in several events.');
      }
      const alone = await subject.call(fixture);
      const { usage, error } = await answered(subject, fixture, other);
      const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
      expectSame(
        { in: usage?.inputTokens, out: usage?.outputTokens },
        { in: alone.usage?.inputTokens, out: alone.usage?.outputTokens },
        `${nameOf(fixture)}, with its counts in each event that has some${failure}`,
      );
    },
  },
  {
    id: 'answering/usage-early',
    rule: 'Counts that come before the last words count, too.',
    fix: 'Keep the counts when they come. An event without counts does not take them back.',
    after: ['answering/usage'],
    applies: needsHttpAnswer,
    async run(subject) {
      const found = subject.answers.flatMap((fixture) => {
        const { expect } = fixture;
        if (!('text' in expect) || expect.usage === undefined) return [];
        const other = changedBy(fixture, (recorded) => withCountsEarly(recorded, expect.text));
        return other === undefined ? [] : [{ fixture, other, usage: expect.usage }];
      });
      const [first] = found;
      if (first === undefined) throw new NotJudged('No answer of a fixture has its counts in an event of their own.');
      const { usage, error } = await answered(subject, first.fixture, first.other);
      const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
      expectSame(
        { in: usage?.inputTokens, out: usage?.outputTokens },
        { in: first.usage.inputTokens, out: first.usage.outputTokens },
        `${nameOf(first.fixture)}, with its counts in front of its last words${failure}`,
      );
    },
  },
  {
    id: 'tools/together',
    rule: 'Pieces of several calls in one event are all read.',
    fix: 'Go through the whole list of calls of an event, not only its first entry.',
    after: ['tools/parallel'],
    applies: both(
      needsHttpAnswer,
      needsCalls((fixture) => expectedCalls(fixture).length > 1, 'No fixture expects several calls.'),
    ),
    async run(subject) {
      const found = callFixtures(subject).flatMap((fixture) => {
        const calls = expectedCalls(fixture);
        const other = changedBy(fixture, (recorded) => withCallsTogether(recorded, calls));
        return calls.length < 2 || other === undefined ? [] : [[fixture, other, calls] as const];
      });
      if (found.length === 0) {
        throw new NotJudged('No fixture expects several calls whose pieces are in a list of their event.');
      }
      for (const [fixture, other, calls] of found) {
        const { toolCalls, error } = await answered(subject, fixture, other);
        const failure = error === undefined ? '' : `, with ${cameTo(error)}`;
        const what = `${nameOf(fixture)}, with pieces of two calls in one event${failure}`;
        expectSame(toolCalls.map(withoutId), calls.map(withoutId), what);
      }
    },
  },
];

function changedBy<T>(fixture: Fixture, change: (recorded: Delivery) => T | undefined): T | undefined {
  const recorded = recordedChat(fixture);
  return recorded && change(recorded);
}

async function answered(subject: CaseSubject, fixture: Fixture, other: Delivery): Promise<Outcome> {
  await using stage = await subject.open(fixture);
  stage.service.answering = onAnswer(() => other);
  return await subject.ask(stage, fixture);
}

function withoutId({ name, arguments: args }: ExpectedToolCall): object {
  return { name, arguments: args };
}
