import type { Fixture } from '../../fixtures/fixture.ts';
import { isContent, isDocument, mainFixture, mediaFixture, needsHttpAnswer, needsStream } from '../applicability.ts';
import { CaseFailure, cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { leftOpen, onAnswer } from '../stage/answerings.ts';
import { unitEnds } from '../stage/units.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

export const endingsCases: readonly SuiteCase[] = [
  neverFinishing(
    'cut-off',
    'end',
    'An answer that ends before the service says that it has finished is not complete.',
    'Yield `finish` only when the service says that the answer is complete, never because the body has ended.',
    ['answering/finish-is-last'],
  ),
  neverFinishing(
    'connection-closed',
    'fin',
    'An answer whose connection closes in the middle is not complete.',
    'Let the error of `http` pass.',
    ['endings/cut-off'],
  ),
  neverFinishing(
    'connection-reset',
    'reset',
    'An answer whose connection breaks is not complete.',
    'Let the error of `http` pass.',
    ['endings/cut-off', 'endings/connection-closed'],
  ),
  {
    id: 'endings/truncated',
    rule: 'An answer that is cut off after its first content fails with `stream_truncated`, and the text so far is kept.',
    fix: 'Let the error of `http` pass, or just return: core says what happened. Leave a last line or event that has no end unparsed.',
    after: ['endings/cut-off', 'endings/connection-closed', 'endings/connection-reset'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const ending of ['end', 'fin'] as const) {
        for (const { outcome, where } of await cutOutcomes(subject, ending)) {
          if (!outcome.events.some(isContent)) continue;
          // If the answer has several documents, half of a later one is not JSON.
          const isHalf = outcome.error?.code === 'protocol_error' && isDocument(mainFixture(subject));
          expectThat(
            outcome.error?.code === 'stream_truncated' || isHalf,
            `${where}: expected stream_truncated, got ${cameTo(outcome.error)}.`,
          );
          expectSame(outcome.error?.partialText ?? '', outcome.text, `${where}, \`partialText\``);
        }
      }
    },
  },
  {
    id: 'endings/stays-open',
    rule: 'An answer is complete when the service says so, even if it leaves the connection open.',
    fix: 'Yield `finish` and return at the last event, without waiting for the end of the body.',
    after: ['answering/text', 'answering/finish-is-last'],
    applies: needsStream,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = onAnswer(leftOpen);
      let finished = false;
      const call = subject.ask(stage, fixture).then(({ finish }) => {
        finished = finish !== undefined;
      });
      await until(() => finished, subject.patienceMs / 2);
      const inTime = finished;
      await stage.service.close();
      await call;
      expectThat(inTime, 'It waited for the connection to close.');
    },
  },
  {
    id: 'endings/nothing-after',
    rule: 'After `finish`, nothing is sent to the service.',
    fix: 'Send what the answer needs before `finish`. Titles, feedback and cleaning up are up to the caller.',
    after: ['answering/text', 'answering/one-finish'],
    applies: needsHttpAnswer,
    async run(subject) {
      for (const fixture of new Set([mainFixture(subject), mediaFixture(subject) ?? mainFixture(subject)])) {
        await using stage = await subject.open(fixture, { askAgain: true });
        await subject.ask(stage, fixture);
        const [stream] = stage.record.streams;
        await stream?.afterFinish?.catch(() => undefined);
        const known = stage.service.replay.server.requests;
        await until(() => known.length > (stream?.atFinish ?? 0), subject.quietMs);
        const [late] = known
          .slice(stream?.atFinish ?? 0)
          .filter(({ method, path }) => !isRecordedAfter(fixture, method, path));
        expectThat(late === undefined, `After \`finish\`, ${late?.method ?? ''} ${late?.path ?? ''} was sent.`);
      }
    },
  },
];

/** Some services want a request when a conversation is over. A fixture then has it behind the chat. */
function isRecordedAfter({ exchanges }: Fixture, method: string, path: string): boolean {
  const chat = exchanges.findLastIndex(({ phase }) => phase === 'chat');
  const [place] = path.split('?');
  return exchanges
    .slice(chat + 1)
    .some(({ request }) => request.method === method && new URL(request.url).pathname === place);
}

type Ending = 'end' | 'fin' | 'reset';

/** A case that cuts an answer off and expects no `finish`. */
function neverFinishing(name: string, ending: Ending, rule: string, fix: string, after: readonly string[]): SuiteCase {
  return {
    id: `endings/${name}`,
    rule,
    fix,
    after: ['answering/text', ...after],
    applies: needsHttpAnswer,
    async run(subject) {
      const { expect } = mainFixture(subject);
      const whole = 'text' in expect ? expect.text : '';
      for (const { where, outcome } of await cutOutcomes(subject, ending)) {
        // The service's last word may have come already, with only framing missing.
        if (outcome.finish === undefined || outcome.text === whole) continue;
        throw new CaseFailure(`${where}: it finished with "${outcome.finish}".`);
      }
    },
  };
}

async function cutOutcomes(subject: CaseSubject, ending: Ending) {
  const fixture = mainFixture(subject);
  const outcomes = [];
  for (const [part, atEvent] of [
    [0.2, false],
    [0.45, false],
    [0.7, false],
    [0.7, true],
  ] as const) {
    await using stage = await subject.open(fixture);
    let position = 0;
    stage.service.answering = onAnswer((recorded) => {
      // From half an event, `http` itself sees that something is missing. A body that ends with a whole event does not show it.
      const length = Math.floor(recorded.body.length * part);
      const whole = unitEnds(recorded).findLast((end) => end <= length);
      position = atEvent ? (whole ?? length) : length;
      return { ...recorded, body: recorded.body.subarray(0, position), ending };
    });
    const outcome = await subject.ask(stage, fixture);
    outcomes.push({ where: `Cut after ${position} bytes (${ending})`, outcome });
  }
  return outcomes;
}
