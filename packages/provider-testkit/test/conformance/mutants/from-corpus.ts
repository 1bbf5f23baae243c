import type { Fault } from '../../corpus/fault.ts';
import { fault as greetingDropped } from '../../corpus/held-out-again/crane/greeting-dropped.ts';
import { fault as inputCountedTwice } from '../../corpus/held-out-again/crane/input-counted-twice.ts';
import { fault as resultAsJson } from '../../corpus/held-out-again/crane/result-as-json.ts';
import { fault as emptyIsTheEnd } from '../../corpus/held-out-again/heron/empty-is-the-end.ts';
import { fault as firstCallOfAPiece } from '../../corpus/held-out-again/heron/first-call-of-a-piece.ts';
import { fault as imageOfResultDropped } from '../../corpus/held-out-again/heron/image-of-result-dropped.ts';
import { fault as lastOfSeveralUsers } from '../../corpus/held-out-again/heron/last-of-several-users.ts';
import { fault as theWordNull } from '../../corpus/held-out-again/heron/the-word-null.ts';
import { fault as resultPng } from '../../corpus/held-out-third/crane/result-png.ts';
import { fault as signaturesForAll } from '../../corpus/held-out-third/crane/signatures-for-all.ts';
import { fault as temperatureForOneModel } from '../../corpus/held-out-third/crane/temperature-for-one-model.ts';
import { fault as thoughtsTrimmed } from '../../corpus/held-out-third/crane/thoughts-trimmed.ts';
import { fault as failedIsPending } from '../../corpus/held-out-third/gull/failed-is-pending.ts';
import { fault as jobInInstance } from '../../corpus/held-out-third/gull/job-in-instance.ts';
import { fault as overlapRemoved } from '../../corpus/held-out-third/heron/overlap-removed.ts';
import { fault as ownPicturesMarked } from '../../corpus/held-out-third/heron/own-pictures-marked.ts';
import { fault as picturesLostInMerge } from '../../corpus/held-out-third/heron/pictures-lost-in-merge.ts';
import { fault as usageCleared } from '../../corpus/held-out-third/heron/usage-cleared.ts';
import { fault as wholeFileInMemory } from '../../corpus/held-out-third/heron/whole-file-in-memory.ts';
import { fault as temperatureClamped } from '../../corpus/held-out-fourth/crane/temperature-clamped.ts';
import { fault as thoughtsBehindTheText } from '../../corpus/held-out-fourth/crane/thoughts-behind-the-text.ts';
import { fault as toolsByName } from '../../corpus/held-out-fourth/crane/tools-by-name.ts';
import { fault as argumentsWritten } from '../../corpus/held-out-fourth/heron/arguments-parsed-and-written.ts';
import { fault as messagesByTheirText } from '../../corpus/held-out-fourth/heron/messages-by-their-text.ts';
import { fault as tokenUndefined } from '../../corpus/held-out-fourth/raven/token-undefined.ts';
import { fault as falsyArguments } from '../../corpus/held-out-fourth/stork/falsy-arguments-dropped.ts';
import type { Mutant } from './mutant.ts';

const from = (caseId: string, { create, fixtures = [] }: Fault): Mutant => {
  if (fixtures instanceof URL) throw new TypeError('The fixtures of a fault of the corpus are given in code.');
  return { caseId, fixtures, create };
};

/** Faults as people write them that break one case alone. */
export const corpusMutants: readonly Mutant[] = [
  from('answering/greeting', greetingDropped),
  from('answering/usage-repeated', inputCountedTwice),
  from('tools/result-files', resultAsJson),
  from('tools/result-files', imageOfResultDropped),
  from('answering/empty-pieces', emptyIsTheEnd),
  from('tools/together', firstCallOfAPiece),
  from('answering/same-role', lastOfSeveralUsers),
  from('tools/silent-turn', theWordNull),
  from('tools/result-types', resultPng),
  from('returning/kept-apart', signaturesForAll),
  from('accepts/every-model', temperatureForOneModel),
  from('returning/details-as-said', thoughtsTrimmed),
  from('errors/ended-job', failedIsPending),
  from('isolation/jobs-apart', jobInInstance),
  from('answering/repeated-pieces', overlapRemoved),
  from('media/assistant-turn', ownPicturesMarked),
  from('media/same-role', picturesLostInMerge),
  from('answering/usage-early', usageCleared),
  from('media/memory', wholeFileInMemory),
  from('accepts/whole-range', temperatureClamped),
  from('returning/order', thoughtsBehindTheText),
  from('isolation/same-names', toolsByName),
  from('isolation/same-names', messagesByTheirText),
  from('tools/arguments-as-written', argumentsWritten),
  from('tools/argument-values', falsyArguments),
  from('tokens/none', tokenUndefined),
];
