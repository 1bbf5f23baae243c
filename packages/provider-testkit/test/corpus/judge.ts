import { conformanceCases } from '../../src/conformance/conformance-cases.ts';
import { fixturesFrom } from '../../src/conformance/fixtures-from.ts';
import { Suite, type CaseResult } from '../../src/conformance/suite.ts';
import type { Fault } from './fault.ts';

/** What the suite makes of a faulty provider. */
export interface Judgement {
  /** `named`: by a case that names it; `elsewhere`: by others only, which say something else is wrong; `missed`: by none. */
  readonly verdict: 'named' | 'elsewhere' | 'missed';
  /** The failures, with what they say. */
  readonly failed: readonly Pick<CaseResult, 'id' | 'reason'>[];
  /** What became of the cases that should have named it. */
  readonly naming: readonly Pick<CaseResult, 'id' | 'status' | 'reason'>[];
}

const patience = { patienceMs: 2_000, quietMs: 30 };

/** Runs the cases that should name the fault and, if none of them does and `everyCase` is set, all the others. */
export async function judge({ create, fixtures = [], namedBy }: Fault, everyCase = false): Promise<Judgement> {
  const options = { create, fixtures: () => fixturesFrom(fixtures), skip: [], cases: conformanceCases, patience };
  const suite = new Suite(options);
  const naming: CaseResult[] = [];
  for (const id of namedBy.filter((name) => conformanceCases.some((one) => one.id === name))) {
    const result = await suite.result(id);
    naming.push(result);
    if (result.status === 'failed') return { verdict: 'named', failed: [result], naming };
  }
  const failed: CaseResult[] = [];
  for (const { id } of everyCase ? conformanceCases : []) {
    const result = await suite.result(id);
    if (result.status === 'failed') failed.push(result);
  }
  return { verdict: failed.length > 0 ? 'elsewhere' : 'missed', failed, naming };
}
