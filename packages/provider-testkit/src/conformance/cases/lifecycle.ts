import { mainFixture, needsAnswer, needsHttpAnswer } from '../applicability.ts';
import { expectSame, expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { beginning, onAnswer } from '../stage/answerings.ts';
import { settles, until } from '../until.ts';
import type { CaseSubject } from '../subject.ts';

const hasClose = ({ definition, answers }: CaseSubject): true | string =>
  (definition !== undefined && answers.length > 0) || 'No fixture expects a text.';

export const lifecycleCases: readonly SuiteCase[] = [
  {
    id: 'lifecycle/close-twice',
    rule: '`close` may be called twice.',
    fix: 'Let the second `close` do nothing.',
    applies: hasClose,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      const provider = stage.record.provider;
      await provider?.close?.();
      const failed = await rejects(provider?.close?.());
      expectThat(!failed, 'The second `close` threw.');
    },
  },
  {
    id: 'lifecycle/close-unused',
    rule: 'An instance that was never called can be closed.',
    fix: 'Close only what was opened.',
    applies: hasClose,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      // Core refuses this call, so the instance is made and nothing else happens.
      await subject.ask(stage, fixture, {
        extra: { quagga_option: true },
        parameters: { top_k: 1, seed: 1, top_p: 0.5 },
      });
      const provider = stage.record.provider;
      if (stage.record.streams.length > 0) return;
      expectThat(!(await rejects(provider?.close?.())), '`close` threw.');
    },
  },
  {
    id: 'lifecycle/close-ends',
    rule: '`close` completes, even during an answer.',
    fix: 'Do not wait in `close` for calls: core has ended them.',
    after: ['answering/text', 'abort/reading'],
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      stage.service.answering = onAnswer(beginning(0.6, 'hold'));
      const call = subject.ask(stage, fixture);
      await until(() => stage.service.count('chat') > 0, subject.patienceMs);
      const closed = await settles(stage.client.close(), subject.patienceMs / 2);
      expectThat(closed, '`client.close()` did not complete.');
      const { error } = await call;
      expectSame(error?.code, 'closed', 'The error of the call that was under way');
    },
  },
  {
    id: 'lifecycle/use-after-close',
    rule: 'Used after `close`, an instance answers or throws; it does not hang.',
    fix: 'Throw a PlugboardError with the code `closed`.',
    after: ['answering/text', 'lifecycle/close-twice'],
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture);
      await subject.ask(stage, fixture);
      await stage.record.provider?.close?.();
      const ended = await settles(subject.ask(stage, fixture), subject.patienceMs);
      expectThat(ended, 'A call after `close` did not end.');
    },
  },
];

async function rejects(promise: Promise<void> | undefined): Promise<boolean> {
  try {
    await promise;
    return false;
  } catch {
    return true;
  }
}
