import type { ConformanceCase, SuiteCase } from './case.ts';
import { abortCases } from './cases/abort.ts';
import { acceptsCases } from './cases/accepts.ts';
import { answeringCases } from './cases/answering.ts';
import { arrivingCases } from './cases/arriving.ts';
import { askingCases } from './cases/asking.ts';
import { chunkingCases } from './cases/chunking.ts';
import { endingsCases } from './cases/endings.ts';
import { errorsCases } from './cases/errors.ts';
import { fixturesCases } from './cases/fixtures.ts';
import { formatsCases } from './cases/formats.ts';
import { identityCases } from './cases/identity.ts';
import { isolationCases } from './cases/isolation.ts';
import { lazinessCases } from './cases/laziness.ts';
import { leaksCases } from './cases/leaks.ts';
import { lifecycleCases } from './cases/lifecycle.ts';
import { limitsCases } from './cases/limits.ts';
import { mediaCases } from './cases/media.ts';
import { modelsCases } from './cases/models.ts';
import { repeatsCases } from './cases/repeats.ts';
import { returningOrderCases } from './cases/returning-order.ts';
import { returningCases } from './cases/returning.ts';
import { secretsCases } from './cases/secrets.ts';
import { toolArgumentCases } from './cases/tool-arguments.ts';
import { toolCallCases } from './cases/tool-calls.ts';
import { toolRequestCases } from './cases/tool-requests.ts';
import { toolResultCases } from './cases/tool-results.ts';
import { recordedRequestCases, wireCases } from './cases/wire.ts';
import { acceptsMoreCases } from './cases/accepts-more.ts';
import { acceptsValuesCases } from './cases/accepts-values.ts';
import { answersChangedCases } from './cases/answers-changed.ts';
import { answersSpelledCases } from './cases/answers-spelled.ts';
import { everyModelCases } from './cases/every-model.ts';
import { leftoversCases } from './cases/leftovers.ts';
import { mediaFilesCases } from './cases/media-files.ts';
import { mediaLargeCases } from './cases/media-large.ts';
import { mediaMemoryCases } from './cases/media-memory.ts';
import { mediaTurnsCases } from './cases/media-turns.ts';
import { originsCases } from './cases/origins.ts';
import { processCases } from './cases/process.ts';
import { promptsCases } from './cases/prompts.ts';
import { severalRequestsCases } from './cases/several-requests.ts';
import { sideBySideCases } from './cases/side-by-side.ts';
import { tokensCases } from './cases/tokens.ts';
import { namingFixtures } from './naming-fixtures.ts';

const cases: readonly SuiteCase[] = [
  ...identityCases,
  ...lazinessCases,
  ...processCases,
  ...wireCases,
  ...fixturesCases,
  ...answeringCases,
  ...arrivingCases,
  ...askingCases,
  ...promptsCases,
  ...everyModelCases,
  ...chunkingCases,
  ...answersChangedCases,
  ...answersSpelledCases,
  ...endingsCases,
  ...errorsCases,
  ...repeatsCases,
  ...tokensCases,
  ...abortCases,
  ...leaksCases,
  ...mediaCases,
  ...mediaLargeCases,
  ...mediaFilesCases,
  ...mediaTurnsCases,
  ...mediaMemoryCases,
  ...acceptsCases,
  ...acceptsValuesCases,
  ...acceptsMoreCases,
  ...toolRequestCases,
  ...toolResultCases,
  ...toolCallCases,
  ...toolArgumentCases,
  ...returningCases,
  ...returningOrderCases,
  ...formatsCases,
  ...recordedRequestCases,
  ...isolationCases,
  ...leftoversCases,
  ...sideBySideCases,
  ...severalRequestsCases,
  ...secretsCases,
  ...originsCases,
  ...limitsCases,
  ...lifecycleCases,
  ...modelsCases,
];

/** The cases that all others depend on. Without them no client can be made, or requests cannot be counted. */
function foundations({ id }: SuiteCase): readonly string[] {
  const declared = ['identity/plugin-id', 'identity/model-names', 'identity/model-input'];
  return /^(?:laziness|fixtures)\//.test(id) ? declared : [...declared, 'laziness/create-is-quiet'];
}

/** All cases of the suite; each runs on any subject of `createSubject`. */
export const conformanceCases: readonly (ConformanceCase & { readonly fix: string })[] = cases.map((one) =>
  namingFixtures(one.id.startsWith('identity/') ? one : { ...one, after: [...foundations(one), ...(one.after ?? [])] }),
);
