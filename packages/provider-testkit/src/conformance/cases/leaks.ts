import type { Fixture } from '../../fixtures/fixture.ts';
import { mainFixture, needsAnswer, needsHttpAnswer, needsStream } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { watchLost } from '../process/watch-lost.ts';
import { watchTimers } from '../process/watch-timers.ts';
import { bare, leftOpen, onAnswer, onChat, unanswered } from '../stage/answerings.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';
import { until } from '../until.ts';

export const leaksCases: readonly SuiteCase[] = [
  {
    id: 'leaks/connections',
    rule: 'After `finish` the connection is released, even if the service leaves it open.',
    fix: 'Read with `for await` and leave the loop, or end the iterator in a `finally`.',
    after: ['endings/stays-open', 'abort/leaving'],
    applies: needsStream,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = onAnswer(leftOpen);
      await subject.ask(stage, fixture);
      const closed = await until(() => stage.service.busy === 0, subject.patienceMs / 2);
      expectThat(closed, `${stage.service.busy} connections were still held.`);
    },
  },
  {
    id: 'leaks/timers',
    rule: 'A closed client leaves no timer behind.',
    fix: 'Clear timers in a `finally` of `stream`, or in `close`.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      using watch = watchTimers();
      const before = timersNow();
      {
        await using stage = await subject.open(fixture);
        for (let call = 0; call < 3; call += 1) await subject.ask(stage, fixture);
        await stage.client.close();
      }
      const gone = await until(() => timersNow() <= before + 1 && watch.seen.length === 0, subject.patienceMs / 4);
      const [first] = watch.seen;
      expectThat(gone, first === undefined ? `${timersNow() - before} timers more than before.` : `It left ${first}.`);
    },
  },
  {
    id: 'leaks/timers-of-a-call',
    rule: 'A call that is left early, is aborted, or fails leaves no timer behind.',
    fix: 'Clear timers in a `finally` of `stream`. Wait only with functions that take `call.signal`.',
    after: ['leaks/timers'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      for (const [how, act] of waysToEnd) {
        using watch = watchTimers();
        const before = timersNow();
        {
          await using stage = await subject.open(fixture);
          for (let call = 0; call < 3; call += 1) await act(subject, stage, fixture);
          await stage.client.close();
        }
        const gone = await until(() => timersNow() <= before + 1 && watch.seen.length === 0, subject.patienceMs / 4);
        const [first] = watch.seen;
        const left = first ?? `${timersNow() - before} timers more than before`;
        expectThat(gone, `Three calls that ${how} left ${left}.`);
      }
    },
  },
  {
    id: 'leaks/listeners',
    rule: 'An instance leaves no listener on the process.',
    fix: 'Add no listeners to `process`. End what has to end in `close`.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const [first] = subject.listeners;
      expectThat(first === undefined, `It added ${first ?? ''}.`);
      const fixture = mainFixture(subject);
      const count = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
      // Modules that the first call of the process loads may add listeners, which this call must not be blamed for.
      await subject.call(fixture);
      const before = count();
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      await subject.ask(stage, fixture);
      await stage.client.close();
      const added = count() - before;
      expectThat(added <= 0, `${added} listeners on \`process\` after two calls of an instance.`);
    },
  },
  {
    id: 'leaks/signal-listeners',
    rule: 'A call leaves no listener on its signal.',
    fix: 'Take listeners off `call.signal` in a `finally` of `stream`.',
    after: ['answering/text'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { watchSignal: true });
      await subject.ask(stage, fixture);
      const left = (): number => stage.record.streams[0]?.listenersLeft() ?? 0;
      await until(() => left() <= 0, subject.quietMs);
      expectThat(left() <= 0, `${left()} listeners on \`call.signal\` after the call.`);
    },
  },
  {
    id: 'leaks/rejections',
    rule: 'A call that fails, is aborted, or is left early leaves no unhandled error, which would end the process.',
    fix: 'Await every promise, or give it a `catch`. Give streams and readline interfaces a listener for `error`.',
    after: ['errors/status-500'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      for (const [how, act] of waysToEnd) {
        using lost = watchLost();
        {
          await using stage = await subject.open(fixture);
          await act(subject, stage, fixture);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
        const [first] = lost.seen;
        expectThat(first === undefined, `Calls that ${how} left an unhandled error: ${first ?? ''}`);
      }
    },
  },
];

function timersNow(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

type Act = (subject: CaseSubject, stage: Stage, fixture: Fixture) => Promise<unknown>;

const waysToEnd: readonly (readonly [how: string, act: Act])[] = [
  [
    'were left after their first event',
    (subject, stage, fixture) => subject.ask(stage, fixture, { onEvent: () => 'stop' }),
  ],
  [
    'were aborted',
    async (subject, stage, fixture) => {
      stage.service.answering = unanswered('chat');
      const abort = new AbortController();
      const before = stage.service.count('chat');
      const call = subject.ask(stage, fixture, { signal: abort.signal });
      await until(() => stage.service.count('chat') > before, subject.patienceMs);
      abort.abort();
      await call;
    },
  ],
  [
    'failed with a 500',
    (subject, stage, fixture) => {
      stage.service.answering = onChat(() => bare(500));
      return subject.ask(stage, fixture);
    },
  ],
];
