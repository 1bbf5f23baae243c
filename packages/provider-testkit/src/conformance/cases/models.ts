import { modelsFixture } from '../applicability.ts';
import { expectThat } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import { bare } from '../stage/answerings.ts';
import type { Delivery } from '../stage/delivery.ts';
import type { Stage } from '../stage/stage.ts';
import type { CaseSubject } from '../subject.ts';

const needsList = (subject: CaseSubject): true | string => {
  if (!subject.has.listModels) return 'The provider has no `listModels`.';
  return (
    !subject.has.http || modelsFixture(subject) !== undefined || 'No fixture has an exchange in the phase `models`.'
  );
};

export const modelsCases: readonly SuiteCase[] = [
  {
    id: 'models/list',
    rule: '`listModels` gives the models of the service, each once, by its own name.',
    fix: 'Map the answer of the service to `{ id }`.',
    after: ['laziness/create-is-quiet'],
    applies: needsList,
    async run(subject) {
      await listed(subject, undefined, async (stage) => {
        const models = await stage.client.models.list({ live: true });
        const live = models.filter(({ claimedBy }) => claimedBy === 'service').map(({ id }) => id);
        const raw = await stage.rawModels();
        expectThat(raw.length > 0, 'The list is empty.');
        expectThat(
          raw.every(({ id }) => typeof id === 'string' && id !== ''),
          'A model has no id.',
        );
        expectThat(new Set(raw.map(({ id }) => id)).size === raw.length, 'A model is listed twice.');
        expectThat(live.length <= raw.length, 'The client lists more than the service.');
      });
    },
  },
  {
    id: 'models/failure',
    rule: 'A list that cannot be loaded is an error, not an empty list.',
    fix: 'Let the error of `http` pass.',
    after: ['models/list'],
    applies: (subject) => (subject.has.http ? needsList(subject) : 'The provider has no HTTP.'),
    async run(subject) {
      await listed(subject, bare(500), async (stage) => {
        const failed = await stage.rawModels().then(
          () => false,
          () => true,
        );
        expectThat(failed, 'A 500 became a list.');
      });
    },
  },
];

async function listed(
  subject: CaseSubject,
  answer: Delivery | undefined,
  check: (stage: Stage) => Promise<void>,
): Promise<void> {
  const fixture = modelsFixture(subject) ?? subject.fixtures[0];
  if (fixture === undefined) return;
  await using stage = await subject.open(fixture);
  stage.service.answering = ({ phase }) => (phase === 'models' ? answer : undefined);
  await check(stage);
}
