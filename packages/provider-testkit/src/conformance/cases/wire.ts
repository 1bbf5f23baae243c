import { always, nameOf, needsHttp } from '../applicability.ts';
import { CaseFailure } from '../case-failure.ts';
import type { SuiteCase } from '../case.ts';
import type { Fixture } from '../../fixtures/fixture.ts';
import { until } from '../until.ts';

export const wireCases: readonly SuiteCase[] = [
  {
    id: 'wire/known-requests',
    rule: 'Every request matches a fixture; nothing else is sent.',
    fix: 'Remove the request, or record it.',
    unless: ['isolation/instances'],
    applies: always,
    async run(subject) {
      for (const fixture of subject.fixtures) expectNoProblem(fixture, (await subject.recorded(fixture)).failures);
    },
  },
];

/** Finds any difference in a request. Cases that say more precisely what is wrong run before. */
export const recordedRequestCases: readonly SuiteCase[] = [
  {
    id: 'wire/requests-as-recorded',
    rule: 'Requests are sent as the fixtures say: method, URL, required headers, body.',
    fix: 'Compare the provider with the service, then correct one of them or record again.',
    after: [
      'repeats/one-token',
      'wire/known-requests',
      'media/bytes-arrive',
      'media/type-arrives',
      'errors/status-401',
    ],
    unless: ['tools/silent-turn', 'errors/ended-job'],
    applies: needsHttp,
    async run(subject) {
      for (const fixture of subject.fixtures) {
        await using stage = await subject.open(fixture, { strict: true });
        const isSeveral = fixture.exchanges.filter(({ phase }) => phase === 'chat').length > 1;
        // If the provider sends a request ahead that nobody reads, it arrives in this time.
        const wait = async (): Promise<undefined> => {
          await until(() => stage.service.replay.failures.length > 0, subject.quietMs);
        };
        await subject.ask(stage, fixture, {
          ...(isSeveral && { onEvent: (count: number) => (count === 1 ? wait() : undefined) }),
        });
        expectNoProblem(fixture, stage.service.replay.failures);
      }
    },
  },
];

function expectNoProblem(fixture: Fixture, problems: readonly string[]): void {
  if (problems.length > 0) throw new CaseFailure(`${nameOf(fixture)}: ${problems.join('; ')}`);
}
