import type { Fixture } from '../../fixtures/fixture.ts';
import { isEventStream, mainFixture, nameOf, needsEvents, needsHttpAnswer } from '../applicability.ts';
import { expectSame } from '../case-failure.ts';
import type { ConformanceCase } from '../case.ts';
import { crlf, cutCharacters, cutEachByte, cutFromSeed, inOnePiece } from '../stage/cuts.ts';
import type { Delivery } from '../stage/delivery.ts';
import type { CaseSubject } from '../subject.ts';

export const chunkingCases: readonly ConformanceCase[] = [
  {
    id: 'chunking/one-piece',
    rule: 'Several events in one piece of the body are several events.',
    fix: 'Read lines or events, not pieces: `http.events` does.',
    after: ['answering/text'],
    applies: needsHttpAnswer,
    run: (subject) => sameText(subject, inOnePiece),
  },
  {
    id: 'chunking/characters',
    rule: 'A character that is cut between two pieces stays whole.',
    fix: 'Decode with `new TextDecoder()` and `{ stream: true }`, or read with `http.events`.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsHttpAnswer,
    run: (subject) => sameText(subject, cutCharacters),
  },
  {
    id: 'chunking/bytes',
    rule: 'Byte by byte, the answer is the same.',
    fix: 'Keep what has no end yet until the rest has come.',
    after: ['answering/text', 'chunking/characters'],
    applies: needsHttpAnswer,
    run: (subject) => sameText(subject, (recorded) => cutEachByte(recorded)),
  },
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
  {
    id: 'chunking/line-ends',
    rule: 'Lines may end in CR LF, also when the two come apart.',
    fix: 'Read with `http.events`, or accept all of LF, CR LF and CR.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsEvents,
    run: (subject) => sameText(subject, crlf),
  },
  {
    id: 'chunking/comments',
    rule: 'Comments between events mean nothing.',
    fix: 'Skip lines that begin with a colon; services send them to keep a connection awake.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsEvents,
    run: (subject) =>
      sameText(subject, (recorded) => inserted(recorded, ': still here\n\n'), subject.answers.filter(isEventStream)),
  },
  {
    id: 'chunking/unknown-fields',
    rule: 'The fields `id` and `retry`, and unknown ones, mean nothing.',
    fix: 'Read `data` and `event`, and skip the rest.',
    after: ['answering/text', 'chunking/one-piece'],
    applies: needsEvents,
    run: (subject) =>
      sameText(
        subject,
        (recorded) => inserted(recorded, 'id: 7\nretry: 1000\nx-new: yes\n\n'),
        subject.answers.filter(isEventStream),
      ),
  },
];

async function sameText(
  subject: CaseSubject,
  change: (recorded: Delivery) => Delivery,
  fixtures: readonly Fixture[] = subject.answers,
  how = '',
): Promise<void> {
  for (const fixture of fixtures) {
    await using stage = await subject.open(fixture, { patienceMs: subject.patienceMs * 10 });
    stage.service.answering = ({ phase, recorded }) =>
      phase === 'chat' && recorded.status < 300 ? change(recorded) : undefined;
    const { text, error } = await subject.ask(stage, fixture);
    const failure = error === undefined ? '' : `, with ${error.code}`;
    if ('text' in fixture.expect) expectSame(text, fixture.expect.text, `${nameOf(fixture)}${how}${failure}`);
  }
}

/** The lines put before each event. */
function inserted(recorded: Delivery, lines: string): Delivery {
  const text = Buffer.from(recorded.body).toString('latin1');
  const body = Buffer.from(lines + text.replaceAll(/\r?\n\r?\n(?=.)/gs, (end) => end + lines), 'latin1');
  return { ...recorded, body, cuts: [] };
}
