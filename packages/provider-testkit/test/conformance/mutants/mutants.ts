import { answerMutants } from './answers.ts';
import { corpusMutants } from './from-corpus.ts';
import { declarationMutants } from './declarations.ts';
import { failureMutants } from './failures.ts';
import { callMutants } from './calls.ts';
import { changedAnswerMutants } from './changed-answers.ts';
import { guestMutants } from './guests.ts';
import { mediaMutants } from './media.ts';
import { promptMutants } from './prompts.ts';
import type { Mutant } from './mutant.ts';
import { readerMutants } from './readers.ts';
import { returningMutants } from './returning.ts';
import { toolMutants } from './tools.ts';
import { wireMutants } from './wires.ts';

/** At least one mutant for each case of the suite. */
export const mutants: readonly Mutant[] = [
  ...declarationMutants,
  ...answerMutants,
  ...promptMutants,
  ...changedAnswerMutants,
  ...readerMutants,
  ...failureMutants,
  ...callMutants,
  ...mediaMutants,
  ...guestMutants,
  ...toolMutants,
  ...returningMutants,
  ...corpusMutants,
  ...wireMutants,
];
