import { afterAll, beforeAll, expect, test } from 'vitest';
import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { meet } from './mutants/meet.ts';
import { mutants } from './mutants/mutants.ts';

// One mutant loses a rejection in each of its calls; the runner would take it for a fault of this file.
const listeners = process.listeners('unhandledRejection');
const ignore = (): void => undefined;
beforeAll(() => {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', ignore);
});
afterAll(() => {
  process.off('unhandledRejection', ignore);
  for (const listener of listeners) process.on('unhandledRejection', listener);
});

// Every mutant against every case takes minutes, and is a program of its own: scripts/mutants.mjs.
test.each(mutants)('a mutant makes $caseId fail', async (mutant) => {
  const { failed } = await meet(mutant, [mutant.caseId]);
  expect(failed.map(({ id }) => id)).toEqual([mutant.caseId]);
});

// Each was found when every mutant met every case.
test.each([
  ['wire/known-requests', 'media/same-name'],
  ['answering/text', 'answering/any-answer'],
  ['answering/parts', 'media/order'],
  ['answering/system-message', 'answering/white-space'],
  ['accepts/of-models', 'accepts/every-model'],
  ['chunking/lines', 'chunking/line-ends'],
  ['errors/status-is-told', 'errors/auth-phase'],
  ['abort/token', 'tokens/failed-load'],
  ['abort/token', 'tokens/expiry'],
  ['leaks/listeners', 'leaks/timers'],
  ['isolation/second-call', 'isolation/interleaved'],
  ['isolation/one-token-for-all', 'tokens/expiry'],
  ['secrets/errors', 'tokens/failed-load'],
  ['secrets/errors', 'tokens/none'],
  ['secrets/logs', 'tokens/expiry'],
  ['media/earlier-turn', 'media/same-role'],
  ['media/earlier-turn', 'media/order'],
  ['accepts/parameters', 'accepts/falsy-values'],
  ['accepts/extra', 'accepts/falsy-values'],
  ['tools/result-parts', 'tools/result-files'],
  ['tools/any-edges', 'isolation/interleaved'],
  ['returning/details-back', 'fixtures/upload'],
  ['returning/whole-details', 'fixtures/formats'],
  ['answering/empty-pieces', 'answering/usage'],
  ['answering/empty-pieces', 'answering/one-finish'],
  ['tools/silent-turn', 'media/type-arrives'],
  ['tools/silent-turn', 'wire/requests-as-recorded'],
  ['errors/ended-job', 'wire/requests-as-recorded'],
])('no mutant of %s makes %s fail', async (caseId, other) => {
  const those = mutants.filter((mutant) => mutant.caseId === caseId);
  expect(those).not.toEqual([]);
  for (const one of those) expect((await meet(one, [other])).failed).toEqual([]);
});

test('every case has a mutant', () => {
  const covered = [...new Set(mutants.map(({ caseId }) => caseId))].sort();
  expect(covered).toEqual(conformanceCases.map(({ id }) => id).sort());
});

test('cases that say what is wrong with a request come before the comparison with the recorded one', () => {
  const ids = conformanceCases.map(({ id }) => id);
  const early = ids.slice(0, ids.indexOf('wire/requests-as-recorded'));
  const named = ['media/reference-arrives', 'accepts/parameters', 'tools/text-beside-calls', 'tools/result-files'];
  expect(early).toEqual(expect.arrayContaining([...named, 'formats/schema', 'returning/details-back']));
});

test('a case comes after cases that exist, and never after itself', () => {
  const byId = new Map(conformanceCases.map((one) => [one.id, one]));
  const visit = (id: string, path: readonly string[]): void => {
    expect(path, `${path.join(' -> ')} -> ${id}`).not.toContain(id);
    const found = byId.get(id);
    expect(found, id).toBeDefined();
    for (const before of [...(found?.unless ?? []), ...(found?.after ?? [])]) visit(before, [...path, id]);
  };
  for (const { id } of conformanceCases) visit(id, []);
});
