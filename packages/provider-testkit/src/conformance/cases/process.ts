import { always, mainFixture, needsAnswer, needsHttpAnswer } from '../applicability.ts';
import { CaseFailure } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { watchEnvironment } from '../process/watch-environment.ts';
import { watchExits } from '../process/watch-exits.ts';
import { watchFiles } from '../process/watch-files.ts';
import { watchGlobals } from '../process/watch-globals.ts';
import { allOf, type Watch } from '../process/watch.ts';
import { bare, beginning, onAnswer, onChat } from '../stage/answerings.ts';
import type { Answering } from '../stage/service.ts';
import type { Frame } from '../../exceptions/frames.ts';
import { withoutSecrets } from '../stage/placeholders.ts';
import type { CaseSubject } from '../subject.ts';

/** Cases about the process: it belongs to the program, and the provider is a guest. */
export const processCases: readonly SuiteCase[] = [
  {
    id: 'laziness/create-touches-nothing',
    rule: 'Creating an instance reads no file and no environment variable, and changes no global.',
    fix: 'Declare variables in `environment` of the definition, read files in the first call, and keep state in the instance.',
    applies: needsAnswer,
    async run(subject) {
      const fixture = mainFixture(subject);
      const seen: string[] = [];
      await using stage = await subject.open(fixture, {
        aroundCreate: (create) => {
          using watch = allOf(watchEnvironment(settles(subject)), watchFiles({ reads: true }), watchGlobals());
          try {
            return create();
          } finally {
            seen.push(...watch.seen);
          }
        },
      });
      await subject.ask(stage, fixture);
      // What a module does only once shows in the first instance alone.
      expectNothing([...new Set([...subject.changedFirst, ...seen])], 'In `create`');
    },
  },
  {
    id: 'isolation/environment',
    rule: 'A call changes no global and no environment variable, and reads no credential from the environment.',
    fix: 'Take credentials from the options, declare variables in `environment` of the definition, and keep state in the instance.',
    after: ['laziness/create-touches-nothing'],
    applies: needsHttpAnswer,
    run: (subject) => watchedCalls(subject, () => allOf(watchEnvironment(isOwn(subject)), watchGlobals()), 'In a call'),
  },
  {
    id: 'isolation/files',
    rule: 'A call writes no file.',
    fix: 'Yield what arrived as events, and log with `host.log`. The caller decides what is stored.',
    after: ['laziness/create-touches-nothing'],
    applies: needsHttpAnswer,
    run: (subject) => watchedCalls(subject, () => watchFiles({ reads: false }), 'In a call'),
  },
  {
    id: 'isolation/process-goes-on',
    rule: 'Whatever happens, a provider does not end the process.',
    fix: 'Throw a `PlugboardError`. The caller decides whether the process goes on.',
    applies: always,
    async run(subject) {
      const fixture = subject.fixtures[0] ?? mainFixture(subject);
      {
        using watch = watchExits();
        await using stage = await subject.open(fixture, { options: withoutSecrets(subject.options) });
        await subject.ask(stage, fixture);
        expectNothing(watch.seen, 'In a call without credentials');
      }
      await watchedCalls(subject, watchExits, 'In a call', fixture);
    },
  },
];

/** How a call may end, in words, and what the service answers to bring that about. */
const courses: readonly (readonly [how: string, answering: Answering])[] = [
  ['', () => undefined],
  [' that was refused', onChat(() => bare(401))],
  [' that failed', onChat(() => bare(500))],
  [' whose answer was cut off', onAnswer(beginning(0.5))],
];

async function watchedCalls(
  subject: CaseSubject,
  watching: () => Watch,
  where: string,
  fixture = mainFixture(subject),
): Promise<void> {
  for (const [how, answering] of courses) {
    await using stage = await subject.open(fixture);
    stage.service.answering = answering;
    using watch = watching();
    await subject.ask(stage, fixture);
    expectNothing(watch.seen, `${where}${how}`);
  }
}

function expectNothing(seen: readonly string[], where: string): void {
  const [first] = seen;
  if (first === undefined) return;
  throw new CaseFailure(
    `${where}, ${first}.${seen.length > 1 ? ` There are ${seen.length - 1} more of this kind.` : ''}`,
  );
}

/** Accepts variables that the provider declares, and names that sound like a credential. */
function isOwn({ definition }: CaseSubject): (name: string) => boolean {
  const declared = new Set<string>(Object.values(definition.environment ?? {}).flat() as string[]);
  return (name) => declared.has(name) || /(?:^|_)(?:key|token|secret|password|cookies?)(?:_|$)/i.test(name);
}

/** Accepts any variable that the author's own code reads. Packages read the environment for reasons of their own, such as colors. */
function settles(subject: CaseSubject): (name: string, reader: Frame) => boolean {
  const own = isOwn(subject);
  return (name, { installed }) => own(name) || (!installed && !ofEveryProgram.has(name));
}

/** Variables that say how a program runs, and nothing about a service. */
const ofEveryProgram = new Set(['NODE_ENV', 'NODE_DEBUG', 'DEBUG', 'CI', 'NO_COLOR', 'FORCE_COLOR', 'TZ', 'LANG']);
