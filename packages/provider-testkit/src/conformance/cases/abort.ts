import {
  isDocument,
  mainFixture,
  needsAnswer,
  needsHttpAnswer,
  needsSession,
  needsStream,
  needsUpload,
  sessionFixture,
  uploadFixture,
} from '../applicability.ts';
import { cameTo, expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { shutGate, unanswered } from '../stage/answerings.ts';
import type { Outcome } from '../stage/ask.ts';
import { heldOpen } from '../stage/held-open.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

export const abortCases: readonly SuiteCase[] = [
  {
    id: 'abort/waiting',
    rule: 'An abort before the service has answered closes the connection.',
    fix: 'Send requests of a call with `call.http`, which knows its signal; `host.http` is for what calls share.',
    after: ['answering/text'],
    unless: ['abort/next-call'],
    applies: needsHttpAnswer,
    async run(subject) {
      const { error } = await abortedWhileWaiting(subject, mainFixture(subject), 'chat');
      expectSame(error?.code, 'aborted', 'The error');
    },
  },
  {
    id: 'abort/reading',
    rule: 'An abort in the middle of an answer closes the connection.',
    fix: 'Send requests of a call with `call.http`, and end what you began yourself when `call.signal` fires.',
    after: ['abort/waiting', 'endings/stays-open'],
    unless: ['abort/next-call'],
    applies: needsHttpAnswer,
    run: (subject) =>
      abortedWhileReading(subject, async (stage, call) => {
        await expectClosed(subject, stage);
        await call;
      }),
  },
  {
    id: 'abort/leaving',
    rule: 'A caller who stops reading early closes the connection.',
    fix: 'End what you began in a `finally` of `stream`, or read with `for await`, which does it.',
    after: ['abort/reading'],
    unless: ['abort/next-call'],
    applies: needsStream,
    run: (subject) =>
      aborted(subject, mainFixture(subject), async ({ stage, outcome }) => {
        stage.service.answering = heldOpen(mainFixture(subject));
        await outcome(() => 'stop');
        await expectClosed(subject, stage);
      }),
  },
  {
    id: 'abort/upload',
    rule: 'An abort in an upload closes its connection.',
    fix: 'Upload with `call.http`.',
    after: ['answering/text'],
    unless: ['abort/next-call'],
    applies: needsUpload,
    async run(subject) {
      await abortedWhileWaiting(subject, uploadFixture(subject) ?? mainFixture(subject), 'upload');
    },
  },
  {
    id: 'abort/token',
    rule: 'An abort while a token is loading ends only that call, at once. Other calls still get the token.',
    fix: 'Load tokens with `createTokens`; it is not tied to one call.',
    after: ['answering/text', 'repeats/one-token'],
    unless: ['abort/next-call'],
    applies: needsSession,
    run: (subject) =>
      aborted(subject, sessionFixture(subject) ?? mainFixture(subject), async ({ stage, abort, outcome }) => {
        const gate = shutGate();
        stage.service.answering = ({ phase, recorded }) =>
          phase === 'auth' ? { ...recorded, gate: { at: 0, open: gate.opened } } : undefined;
        const first = outcome();
        const second = subject.ask(stage, sessionFixture(subject) ?? mainFixture(subject));
        await until(() => stage.service.count('auth') > 0, subject.patienceMs);
        abort.abort();
        await first;
        gate.open();
        const { error } = await second;
        expectThat(error === undefined, `The other call: expected an answer, got ${cameTo(error)}.`);
      }),
  },
  {
    id: 'abort/settles',
    rule: "After an abort the provider's stream ends, too, and nothing keeps waiting.",
    fix: 'Give `call.signal` to everything that waits.',
    after: ['abort/reading'],
    unless: ['abort/next-call'],
    applies: needsHttpAnswer,
    run: (subject) =>
      abortedWhileReading(subject, async (stage, call) => {
        await call;
        const settled = await until(() => stage.record.streams[0]?.pending === false, subject.patienceMs / 2);
        expectThat(settled, '`next()` of the provider never settled.');
      }),
  },
  {
    id: 'abort/next-call',
    rule: 'An abort ends one call, not the instance.',
    fix: 'Keep what an abort ends in the call, not in the instance.',
    after: ['answering/text', 'isolation/second-call'],
    applies: needsAnswer,
    run: (subject) =>
      aborted(subject, mainFixture(subject), async ({ stage, abort, outcome }) => {
        // Late enough that there is something to keep.
        await outcome((count) => {
          if (count === 2) abort.abort();
          return undefined;
        });
        abort.abort();
        const { text, error } = await subject.ask(stage, mainFixture(subject));
        expectThat(error === undefined, `The next call: expected an answer, got ${cameTo(error)}.`);
        const { expect } = mainFixture(subject);
        if ('text' in expect) expectSame(text, expect.text, 'The text of the next call');
      }),
  },
];

interface Scene {
  readonly stage: Stage;
  readonly abort: AbortController;
  outcome(onEvent?: (count: number) => 'stop' | undefined): Promise<Outcome>;
}

async function aborted(
  subject: CaseSubject,
  fixture: CaseSubject['fixtures'][number],
  act: (scene: Scene) => Promise<void>,
): Promise<void> {
  await using stage = await subject.open(fixture);
  const abort = new AbortController();
  await act({ stage, abort, outcome: (onEvent) => subject.ask(stage, fixture, { signal: abort.signal, onEvent }) });
}

async function expectClosed(subject: CaseSubject, stage: Stage): Promise<void> {
  const closed = await until(() => stage.service.busy === 0, subject.patienceMs / 2);
  expectThat(closed, `${stage.service.busy} connections stayed open.`);
}

/** Aborts while a request of a phase waits for its answer. */
async function abortedWhileWaiting(
  subject: CaseSubject,
  fixture: CaseSubject['fixtures'][number],
  phase: 'chat' | 'upload',
): Promise<Outcome> {
  await using stage = await subject.open(fixture);
  stage.service.answering = unanswered(phase);
  const abort = new AbortController();
  const call = subject.ask(stage, fixture, { signal: abort.signal });
  await until(() => stage.service.count(phase) > 0, subject.patienceMs);
  abort.abort();
  await expectClosed(subject, stage);
  return await call;
}

/** Aborts in the middle of an answer, while the provider waits for a piece that does not come. */
function abortedWhileReading(
  subject: CaseSubject,
  check: (stage: Stage, call: Promise<Outcome>) => Promise<void>,
): Promise<void> {
  return aborted(subject, mainFixture(subject), async ({ stage, abort, outcome }) => {
    stage.service.answering = heldOpen(mainFixture(subject));
    let count = 0;
    const call = outcome(() => {
      count += 1;
      return undefined;
    });
    // A document yields nothing before its end.
    const begun = (): boolean => (isDocument(mainFixture(subject)) ? stage.service.busy > 0 : count > 0);
    await until(begun, subject.patienceMs / 2);
    await new Promise((resolve) => setTimeout(resolve, subject.quietMs));
    abort.abort();
    await check(stage, call);
  });
}
