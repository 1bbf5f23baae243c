import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override reason(word: string): FinishReason {
    switch (word) {
      case 'stop':
      case 'length':
        return word;
      case 'content_filter':
        return 'content-filter';
      case 'tool_calls':
        return 'tool-calls';
      default:
        throw new Error(`Unhandled stop reason: ${word}`);
    }
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'A finish reason that nobody knew when the code was written is thrown as an error.',
  source: 'earendil-works/pi#2028, earendil-works/pi#1509: a new word of the service crashed the run.',
  namedBy: ['answering/unknown-finish-reason'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
