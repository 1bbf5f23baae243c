import { nameOf } from './applicability.ts';
import { CaseFailure } from './case-failure.ts';
import type { SuiteCase } from './case.ts';
import type { CaseSubject } from './subject.ts';

/** The same case, except that a failure without the name of a fixture gets the name of the last one that was used. */
export function namingFixtures(one: SuiteCase): SuiteCase {
  return {
    ...one,
    async run(subject) {
      let last: string | undefined;
      const watched: CaseSubject = {
        ...subject,
        open(fixture, options) {
          last = nameOf(fixture);
          return subject.open(fixture, options);
        },
        recorded(fixture) {
          last = nameOf(fixture);
          return subject.recorded(fixture);
        },
        call(fixture) {
          last = nameOf(fixture);
          return subject.call(fixture);
        },
      };
      try {
        await one.run(watched);
      } catch (error) {
        if (!(error instanceof CaseFailure) || last === undefined || begins(error.message, last)) throw error;
        throw new CaseFailure(`${last}: ${error.message}`, error.fixtures);
      }
    },
  };
}

/** Whether the message begins with the name, and not with that of a file that begins alike. */
function begins(message: string, name: string): boolean {
  return message.startsWith(name) && /^[:, ]/.test(message.slice(name.length));
}
