import type { FinishReason } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override reason(word: string): FinishReason {
    if (word === 'STOP') return 'stop';
    if (word === 'MAX_TOKENS') return 'length';
    if (word === 'SAFETY') return 'content-filter';
    throw new Error(`Unhandled stop reason: ${word}`);
  }
}

export const fault: Fault = {
  kind: 'finish reasons',
  says: 'The words of the service are an exhaustive `switch`, which throws for a new one.',
  source: 'earendil-works/pi#2028: MALFORMED_RESPONSE crashed the run until the history was cleared.',
  namedBy: ['answering/unknown-finish-reason'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
