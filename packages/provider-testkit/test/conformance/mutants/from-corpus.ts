import type { Fault } from '../../corpus/fault.ts';
import { fault as greetingDropped } from '../../corpus/held-out-again/crane/greeting-dropped.ts';
import { fault as inputCountedTwice } from '../../corpus/held-out-again/crane/input-counted-twice.ts';
import { fault as resultAsJson } from '../../corpus/held-out-again/crane/result-as-json.ts';
import { fault as emptyIsTheEnd } from '../../corpus/held-out-again/heron/empty-is-the-end.ts';
import { fault as firstCallOfAPiece } from '../../corpus/held-out-again/heron/first-call-of-a-piece.ts';
import { fault as imageOfResultDropped } from '../../corpus/held-out-again/heron/image-of-result-dropped.ts';
import { fault as lastOfSeveralUsers } from '../../corpus/held-out-again/heron/last-of-several-users.ts';
import { fault as theWordNull } from '../../corpus/held-out-again/heron/the-word-null.ts';
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
];
