import { expect, test } from 'vitest';

/** What `testProvider` calls for each case. */
type CaseTest = (name: string, body: (context: unknown) => Promise<void>) => void;

/**
 * A `test` for `testProvider` that adds one more test: the cases that could not be tried are those of a file, with their reasons. It shows
 * when a case is no longer tried, or for another reason. `npx vitest run <file> -u` rewrites the file.
 *
 * @param surface The prefix of the names of the tests.
 * @param file A path relative to the test, such as `./untried/web.txt`.
 */
export function caseTest(surface: string, file: string): { readonly caseTest: CaseTest; readonly compare: () => void } {
  const untried = new Map<string, string[]>();
  const left = new Set<string>();
  return {
    caseTest(name, body) {
      left.add(name);
      test(`${surface}: ${name}`, async (context) => {
        left.delete(name);
        const skip = (note: string): void => {
          const reason = note.replace(/^not-applicable: /, '');
          untried.set(reason, [...(untried.get(reason) ?? []), name.split(':')[0] ?? '']);
          context.skip(note);
        };
        await body({ skip });
      }, 60_000);
    },
    compare() {
      test(`${surface}: what could not be tried is known, with its reasons`, async (context) => {
        if (left.size > 0) context.skip('Not all cases were run.');
        const lines = [...untried]
          .toSorted(([one], [other]) => one.localeCompare(other, 'en'))
          .map(([reason, ids]) => `${reason}\n${ids.map((id) => `  ${id}\n`).join('')}`);
        await expect(lines.join('\n')).toMatchFileSnapshot(file);
      });
    },
  };
}
