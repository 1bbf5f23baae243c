import { answerMutants } from './answers.ts';
import { declarationMutants } from './declarations.ts';
import { failureMutants } from './failures.ts';
import { callMutants } from './calls.ts';
import type { Mutant } from './mutant.ts';
import { readerMutants } from './readers.ts';
import { toolMutants } from './tools.ts';

/** At least one mutant for each case of the suite. */
export const mutants: readonly Mutant[] = [
  ...declarationMutants,
  ...answerMutants,
  ...readerMutants,
  ...failureMutants,
  ...callMutants,
  ...toolMutants,
];
