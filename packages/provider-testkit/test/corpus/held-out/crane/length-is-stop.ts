import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override reason(word: string): FinishReason {
    return word === 'tool_use' ? 'tool-calls' : 'stop';
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'An answer that was cut at the limit of tokens is told as complete.',
  source: 'antonyrag/ragleap-core#336: an answer that ran into its limit looked like any other.',
  namedBy: ['answering/finish-reason'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
