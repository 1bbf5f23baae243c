import type { Fixture } from '../../fixtures/fixture.ts';
import { eventCount, isEventStream, mainFixture, nameOf, needsEvents, needsHttpAnswer } from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { crlf, cutCharacters, cutEachByte, cutFromSeed, cutLines, inOnePiece } from '../stage/cuts.ts';
import { onAnswer } from '../stage/answerings.ts';
import type { Delivery } from '../stage/delivery.ts';
import type { CaseSubject } from '../subject.ts';

export const chunkingCases: readonly SuiteCase[] = [
  chunked('one-piece', inOnePiece, {
    rule: 'Several events in one piece of the body are several events.',
    fix: 'Read lines or events, not pieces: `http.events` does.',
  }),
  chunked('lines', cutLines, {
    rule: 'A piece of the body may end in the middle of a line.',
    fix: 'Keep what follows the last line end of a piece for the next piece, in a variable of the call, or read with `http.events`.',
    after: ['chunking/one-piece'],
  }),
  chunked('characters', cutCharacters, {
    rule: 'A character that is cut between two pieces stays whole.',
    fix: 'Decode with `new TextDecoder()` and `{ stream: true }`, or read with `http.events`.',
    after: ['chunking/one-piece', 'chunking/lines'],
  }),
  chunked('bytes', (recorded) => cutEachByte(recorded), {
    rule: 'Byte by byte, the answer is the same.',
    fix: 'Keep what is incomplete until the rest has arrived.',
    after: ['chunking/characters'],
  }),
  {
    id: 'chunking/edges',
    rule: 'Wherever the body is cut, the answer is the same.',
    fix: 'Keep what follows the last whole event of a piece for the next one.',
    after: ['answering/text', 'chunking/bytes', 'chunking/one-piece'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const fixtures = seed <= 2 ? subject.answers : [mainFixture(subject)];
        await sameText(subject, (recorded) => cutFromSeed(recorded, seed), fixtures, ` with seed ${seed}`);
      }
    },
  },
  chunked('line-ends', crlf, {
    rule: 'Lines may end in CR LF, also when the two come apart.',
    fix: 'Read with `http.events`, or accept all of LF, CR LF and CR.',
    after: ['chunking/one-piece'],
    events: 'wanted',
  }),
  {
    id: 'chunking/last-line',
    rule: 'The last line of an answer may have no line end.',
    fix: 'At the end of the body, read what follows the last line end as a line, if it is complete.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: (subject) =>
      answersInLines(subject).length > 0 ||
      'No answer comes in lines of their own; without its empty line, a server-sent event is not complete.',
    run: (subject) => sameText(subject, withoutLastEnd, answersInLines(subject)),
  },
  chunked('comments', (recorded) => inserted(recorded, ': still here\n\n'), {
    rule: 'Comments between events have no effect.',
    fix: 'Skip lines that begin with a colon; services send them to keep a connection alive.',
    after: ['chunking/one-piece'],
    events: 'only',
  }),
  chunked('unknown-fields', (recorded) => inserted(recorded, 'id: 7\nretry: 1000\nx-new: yes\n\n'), {
    rule: 'The fields `id` and `retry`, and unknown ones, have no effect.',
    fix: 'Read `data` and `event`, and skip the rest.',
    after: ['chunking/one-piece'],
    events: 'only',
  }),
  chunked('no-space', withoutSpaces, {
    rule: 'The space after the colon of a field may be missing.',
    fix: 'Take what follows `data:`, and drop one space if there is one, or read with `http.events`.',
    after: ['chunking/one-piece'],
    events: 'only',
  }),
  chunked('data-lines', inDataLines, {
    rule: 'An event may have several `data` lines: joined with line ends, they are its data.',
    fix: 'Collect the `data` lines of an event until the empty line, then parse them, or read with `http.events`.',
    after: ['chunking/one-piece', 'chunking/no-space'],
    events: 'only',
  }),
];

interface Chunked extends Pick<SuiteCase, 'rule' | 'fix' | 'after'> {
  /** `wanted`: there must be an answer that is a stream of events. `only`: others are left out, too. */
  readonly events?: 'wanted' | 'only' | undefined;
}

/** A case that brings the same answers in another way. */
function chunked(
  name: string,
  change: (recorded: Delivery) => Delivery,
  { rule, fix, after = [], events }: Chunked,
): SuiteCase {
  return {
    id: `chunking/${name}`,
    rule,
    fix,
    after: ['answering/text', ...after],
    applies: events === undefined ? needsHttpAnswer : needsEvents,
    run: (subject) =>
      sameText(subject, change, events === 'only' ? subject.answers.filter(isEventStream) : subject.answers),
  };
}

async function sameText(
  subject: CaseSubject,
  change: (recorded: Delivery) => Delivery,
  fixtures: readonly Fixture[] = subject.answers,
  how = '',
): Promise<void> {
  for (const fixture of fixtures) {
    await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 2 });
    stage.service.answering = onAnswer(change);
    const { text, error } = await subject.ask(stage, fixture);
    const failure = error === undefined ? '' : `, with ${error.code}`;
    if ('text' in fixture.expect) expectSame(text, fixture.expect.text, `${nameOf(fixture)}${how}${failure}`);
    expectThat(error === undefined, `${nameOf(fixture)}${how}: expected an answer, got ${cameTo(error)}.`);
  }
}

/** The lines put before each event. */
function inserted(recorded: Delivery, lines: string): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  const body = Buffer.from(lines + text.replaceAll(/\r?\n\r?\n(?=.)/gs, (end) => end + lines), 'latin1');
  return { ...recorded, body, cuts: [] };
}

function withoutSpaces(recorded: Delivery): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  return { ...recorded, body: Buffer.from(text.replaceAll(/^(data|event): /gm, '$1:'), 'latin1'), cuts: [] };
}

/** JSON objects on two lines, broken after the first bracket, where white space means nothing. */
function inDataLines(recorded: Delivery): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  return {
    ...recorded,
    body: Buffer.from(text.replaceAll(/^data: ?(\{)/gm, 'data: $1\ndata: '), 'latin1'),
    cuts: [],
  };
}

function answersInLines(subject: CaseSubject): readonly Fixture[] {
  if (needsHttpAnswer(subject) !== true) return [];
  return subject.answers.filter((fixture) => !isEventStream(fixture) && eventCount(fixture) > 1);
}

function withoutLastEnd(recorded: Delivery): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  return { ...recorded, body: Buffer.from(text.replace(/\s+$/, ''), 'latin1'), cuts: [] };
}
