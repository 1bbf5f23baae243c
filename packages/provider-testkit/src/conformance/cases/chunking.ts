import type { Fixture } from '../../fixtures/fixture.ts';
import {
  eventCount,
  isEventStream,
  longestStream,
  mainFixture,
  nameOf,
  needsEvents,
  needsHttpAnswer,
} from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { NotJudged } from '../not-judged.ts';
import { answerWords, isPlace } from '../stage/answer-words.ts';
import { jsonOf, mapLeaves, rewritten } from '../stage/json-units.ts';
import { recordedChat } from '../stage/service.ts';
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
  {
    id: 'chunking/characters',
    rule: 'A character that is cut between two pieces stays whole.',
    fix: 'Decode with `new TextDecoder()` and `{ stream: true }`, or read with `http.events`.',
    after: ['answering/text', 'chunking/one-piece', 'chunking/lines'],
    applies: needsHttpAnswer,
    async run(subject) {
      const recorded = subject.answers.filter((fixture) => isLong(recordedChat(fixture)));
      await sameText(subject, cutCharacters, recorded);
      const said = recorded.length === 0 ? longCharactersIn(subject) : undefined;
      if (recorded.length === 0 && said === undefined) {
        throw new NotJudged(
          'No answer of a fixture has a character of several bytes, such as `\u00e9`, and none can be put into one.',
        );
      }
      if (said === undefined) return;
      await using stage = await subject.open(said.fixture, { patienceMs: subject.patienceMs * 2 });
      stage.service.answering = onAnswer(() => cutCharacters(said.answer));
      const { text, error } = await subject.ask(stage, said.fixture);
      expectSame(
        text,
        said.text,
        `${nameOf(said.fixture)}, with \`\u00e9\` in its text${error === undefined ? '' : `, with ${cameTo(error)}`}`,
      );
    },
  },
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
    unless: ['chunking/lines'],
    events: 'wanted',
  }),
  {
    id: 'chunking/last-line',
    rule: 'The last line of an answer may have no line end.',
    fix: 'At the end of the body, read what follows the last line end as a line, if it is complete.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: (subject) =>
      answersInJson(subject).length > 0 ||
      'No answer comes in lines of JSON; without its empty line, a server-sent event is not complete.',
    run: (subject) => sameText(subject, withoutLastEnd, answersInJson(subject)),
  },
  {
    id: 'chunking/blank-lines',
    rule: 'An empty line between lines of JSON means nothing.',
    fix: 'Skip a line that is empty or has only white space: services send some to keep a connection awake.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: (subject) => answersInJson(subject).length > 0 || 'No answer comes in lines of JSON.',
    run: (subject) => sameText(subject, withBlankLines, answersInJson(subject)),
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
  chunked('line-ends-apart', (recorded) => crlf(inDataLines(recorded)), {
    rule: 'A CR at the end of a piece and an LF at the start of the next one are one line end, also within an event.',
    fix: 'Read with `http.events`, or keep a CR at the end of a piece until you have seen what follows. Do not unify line ends piece by piece.',
    after: ['chunking/data-lines', 'chunking/line-ends'],
    events: 'only',
  }),
];

interface Chunked extends Pick<SuiteCase, 'rule' | 'fix' | 'after' | 'unless'> {
  /** `wanted`: one answer must be a stream of events. `only`: in addition, other answers are left out. */
  readonly events?: 'wanted' | 'only' | undefined;
}

/** A case that delivers the same answers in other pieces. */
function chunked(
  name: string,
  change: (recorded: Delivery) => Delivery,
  { rule, fix, after = [], unless, events }: Chunked,
): SuiteCase {
  return {
    id: `chunking/${name}`,
    rule,
    fix,
    after: ['answering/text', ...after],
    unless,
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

/** Answers in lines of which each is JSON. In other formats, a line end may be the end of something larger. */
function answersInJson(subject: CaseSubject): readonly Fixture[] {
  if (needsHttpAnswer(subject) !== true) return [];
  return subject.answers.filter((fixture) => {
    const recorded = recordedChat(fixture);
    if (recorded === undefined || isEventStream(fixture) || eventCount(fixture) < 2) return false;
    const lines = Buffer.from(recorded.body).toString().split('\n');
    return jsonOf(recorded).length > 1 && lines.every((line) => line.trim() === '' || isJson(line));
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withBlankLines(recorded: Delivery): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  return { ...recorded, body: Buffer.from(`\n${text.replaceAll(/\r?\n/g, '\n\n \r\n')}`, 'latin1'), cuts: [] };
}

function isLong(recorded: Delivery | undefined): boolean {
  return recorded?.body.some((byte) => byte > 127) === true;
}

/** The longest answer with characters of two and of four bytes in its first words. */
function longCharactersIn(
  subject: CaseSubject,
): { readonly fixture: Fixture; readonly answer: Delivery; readonly text: string } | undefined {
  const fixture = longestStream(subject);
  const recorded = recordedChat(fixture);
  const expected = 'text' in fixture.expect ? fixture.expect.text : '';
  const words = recorded && answerWords(jsonOf(recorded), expected);
  const [first] = words?.pieces ?? [];
  if (recorded === undefined || words === undefined || first === undefined) return undefined;
  const more = '\u00e9\u{1f408}';
  const answer = rewritten(recorded, (json, index) => [
    mapLeaves(json, (value, path) =>
      isPlace(path, words.path) && (index === first || (words.repeats && words.pieces.includes(index)))
        ? `${more}${String(value)}`
        : value,
    ),
  ]);
  return { fixture, answer, text: `${more}${expected}` };
}

function withoutLastEnd(recorded: Delivery): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  return { ...recorded, body: Buffer.from(text.replace(/\s+$/, ''), 'latin1'), cuts: [] };
}
