import { fileBytes } from '../fixtures/fixture-files.ts';
import type { Fixture } from '../fixtures/fixture.ts';
import { expectedCalls, filesOf } from './applicability.ts';
import type { CaseSubject } from './subject.ts';

/** Buffers and pieces of files are often as large as this; a larger file takes several. */
const largeFile = 65_536;

/** What no fixture shows, so that a fault there would go unnoticed. Each one could be recorded. */
export function missingFixtures({
  accepts,
  models,
  fixtures,
  answers,
  has,
}: Pick<CaseSubject, 'accepts' | 'models' | 'fixtures' | 'answers' | 'has'>): readonly string[] {
  const finishes = new Set(answers.map(({ expect }) => ('text' in expect ? expect.finish : undefined)));
  const takesFiles = models.some(({ input = [] }) => input.length > 0);
  const lacks: readonly (readonly [lacks: boolean, what: string])[] = [
    [
      !answers.some(({ expect }) => 'text' in expect && /[^\0-\x7f]/.test(expect.text)),
      'an answer with a character of several bytes, such as `é`: a decoder that splits characters would not be noticed',
    ],
    [
      finishes.size < 2,
      'an answer that ends for a second reason, such as `length`: the mapping of other finish reasons is not checked',
    ],
    [
      has.http && answers.some(hasBody) && !answers.some(hasChunks),
      'an answer with `chunks`, the pieces in which it came: record one, or write down where the service flushes',
    ],
    [
      !fixtures.some(({ request }) => request.messages.some(({ role }) => role === 'system')),
      'a call with a system message: its place in the request is not checked',
    ],
    [
      accepts.tools === true && !answers.some((fixture) => expectedCalls(fixture).length > 0),
      'an answer that calls a tool',
    ],
    [
      takesFiles && !fixtures.some(hasLargeFile),
      'a call with a file above 64 KiB: how a large file is sent is not checked',
    ],
  ];
  return lacks.flatMap(([isSo, what]) => (isSo ? [what] : []));
}

function hasBody({ exchanges }: Fixture): boolean {
  return exchanges.some(({ phase, response }) => phase === 'chat' && response.file !== undefined);
}

function hasChunks({ exchanges }: Fixture): boolean {
  return exchanges.some(({ phase, response }) => phase === 'chat' && (response.chunks ?? []).length > 0);
}

function hasLargeFile(fixture: Fixture): boolean {
  return filesOf(fixture).some(({ file }) => fileBytes(fixture, file).length > largeFile);
}
