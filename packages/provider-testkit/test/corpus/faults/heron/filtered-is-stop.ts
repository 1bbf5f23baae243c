import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override reason(word: string): FinishReason {
    return word === 'length' ? 'length' : word === 'tool_calls' ? 'tool-calls' : 'stop';
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'What the content filter ended is told as a proper stop.',
  source: 'librefang/librefang#3450: a refusal looked like an empty success.',
  namedBy: ['answering/unknown-finish-reason', 'answering/finish-reason'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
