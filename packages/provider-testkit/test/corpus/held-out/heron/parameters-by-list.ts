import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override parameters({ temperature, max_tokens }: ChatParameters): object {
    return { ...(temperature !== undefined && { temperature }), ...(max_tokens !== undefined && { max_tokens }) };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Two parameters are handed on, and the others, which `accepts` names, are dropped.',
  source: 'ferro-labs/ai-gateway#140: seed, stop, penalties and more were silently dropped.',
  namedBy: ['accepts/parameters'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
