import { always, mainFixture, needsAnswer, needsHttpAnswer, needsSecrets } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { withoutSecrets } from '../stage/placeholders.ts';

export const lazinessCases: readonly SuiteCase[] = [
  {
    id: 'laziness/create-is-quiet',
    rule: 'Creating an instance does no I/O.',
    fix: 'Move what `create` sends or reads into `stream`, or into a value that is loaded when it is first needed.',
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { holdMs: subject.quietMs });
      await subject.ask(stage, fixture);
      const count = stage.record.earlyRequests;
      expectThat(count === 0, `${count} requests went out before the first call of \`stream\` or \`upload\`.`);
    },
  },
  {
    id: 'laziness/create-is-silent',
    rule: 'Creating an instance warns of nothing and prints nothing: it may never be used.',
    fix: 'Warn in the call that the warning is about, with `call.warn`.',
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      const seen: { value?: number } = {};
      await using stage = await subject.open(fixture, {
        onCreated: (output) => {
          seen.value = output.length;
        },
      });
      await subject.ask(stage, fixture);
      expectThat((seen.value ?? 0) === 0, `\`create\` wrote ${seen.value ?? 0} log lines.`);
    },
  },
  {
    id: 'laziness/create-without-credentials',
    rule: 'Creating an instance does not fail for credentials.',
    fix: 'Make credentials optional in the schema and in `create`; throw `auth_missing` from the first call.',
    applies: needsSecrets,
    async run(subject) {
      const fixture = subject.fixtures[0];
      if (fixture === undefined) return;
      await using stage = await subject.open(fixture, { options: withoutSecrets(subject.options) });
      const { error } = await subject.ask(stage, fixture);
      expectThat(stage.record.createError === undefined, '`create` threw.');
      expectThat(
        stage.record.provider !== undefined,
        `No instance was made: ${error?.code ?? ''} ${error?.message ?? ''}`,
      );
    },
  },
  {
    id: 'laziness/stream-is-lazy',
    rule: '`stream` does nothing before its first `next()`.',
    fix: 'Write `stream` as an async generator, or begin the request inside of `next()`.',
    applies: needsHttpAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      await using stage = await subject.open(fixture, { holdMs: subject.quietMs });
      await subject.ask(stage, fixture);
      const early = stage.record.streams[0]?.early ?? 0;
      expectThat(early === 0, `${early} requests went out between \`stream()\` and the first \`next()\`.`);
    },
  },
  {
    id: 'laziness/options-are-kept',
    rule: 'A plugin does not change the options that it is given: one configured provider may serve several clients.',
    fix: 'Copy an option before changing it.',
    applies: always,
    async run(subject) {
      const fixture = subject.fixtures[0];
      if (fixture === undefined) return;
      const seen: { before?: string; after?: string } = {};
      await using stage = await subject.open(fixture, {
        onCreated: (_output, before, after) => {
          seen.before = before;
          seen.after = after;
        },
      });
      await subject.ask(stage, fixture);
      expectThat(seen.before === seen.after, '`create` changed its options.');
    },
  },
];
