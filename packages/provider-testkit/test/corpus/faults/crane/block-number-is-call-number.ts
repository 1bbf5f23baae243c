import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneBlock, type CraneDelta, type CraneState } from '../../wires/crane/crane.ts';

class Faulty extends Crane {
  override *begin(index: number, block: CraneBlock | undefined, _state: CraneState): Iterable<ChatEvent> {
    if (block?.type === 'tool_use') yield { type: 'tool-call-delta', index, id: block.id, name: block.name };
  }

  override *delta(index: number, delta: CraneDelta | undefined, state: CraneState): Iterable<ChatEvent> {
    if (delta?.partial_json) yield { type: 'tool-call-delta', index, arguments: delta.partial_json };
    else yield* super.delta(index, delta, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'The index of the block is told as the number of the call, so that a call behind a text is number 1.',
  source: 'reviewed; crmne/ruby_llm#711 routes pieces by the index of their block.',
  namedBy: ['tools/events'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
