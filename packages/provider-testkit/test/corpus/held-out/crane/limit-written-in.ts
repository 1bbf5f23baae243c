import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override parameters({ max_tokens: _, ...others }: ChatParameters): object {
    return { ...super.parameters(others), max_tokens: 4096 };
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The limit of tokens is a number in the code, whatever the caller says.',
  source: 'mem0ai/mem0#4042, mylxsw/llm-gateway#117: 4096 was hard-coded, and long answers were cut.',
  namedBy: ['accepts/parameters'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
