import { expect, test } from 'vitest';
import { runConformance } from '../../src/index.ts';
import { fakeLocal, localFixtures } from './fake-local.ts';
import { mutants } from './mutants/mutants.ts';
import { oneCase } from './one-case.ts';

async function reasonOf(caseId: string): Promise<string> {
  const mutant = mutants.find((one) => one.caseId === caseId);
  return (mutant && (await oneCase(caseId, mutant)).reason) ?? '';
}

test.each([
  [
    'endings/truncated',
    /^greeting: Cut after \d+ bytes \(end\): expected stream_truncated, got protocol_error \(.+\)\.\n {2}Thrown by the provider: Error: it broke\n {4}at .*answers\.ts:\d+:\d+\)$/,
  ],
  ['endings/cut-off', /^greeting: Cut after \d+ bytes \(end\): it finished with "stop"\.$/],
  ['errors/status-401', /^greeting: For a 401, expected auth_rejected or auth_expired, got protocol_error \(.+\)\.$/],
  ['errors/auth-missing', /^greeting: Expected auth_missing, got bad_request \(Something is missing\..*\)\.$/],
  ['errors/status-is-told', /^greeting: `status` of the error: expected 500, got nothing\.$/],
  ['errors/retry-after', /^greeting: For `Retry-After: 7`, expected a `retryAfterMs` of 7000, got 1\.$/],
  ['repeats/stream-again', /^greeting: Expected an answer to the retry, got server_error \(It failed before\..*\)\.$/],
  ['secrets/urls', /^greeting: The credential \{\{clientKey\}\} appears in the URL of a request\.$/],
  ['secrets/prompt', /^greeting: What the caller said appears in the output\.$/],
])('a failure of %s names the fixture, what was expected and what came', async (caseId, expected) => {
  expect(await reasonOf(caseId)).toMatch(expected);
});

test('a fixture that is named already is not named again', async () => {
  const { results } = await runConformance({
    create: () => fakeLocal(() => ({ stream: async function* none() {} }))(),
    fixtures: localFixtures,
  });
  const reason = results.find(({ id }) => id === 'answering/text')?.reason;
  expect(reason).toMatch(/^parts: (?!parts)/);
});
