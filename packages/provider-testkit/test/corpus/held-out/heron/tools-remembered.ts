import type { ChatRequest, Tool } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  #tools: readonly Tool[] | undefined;

  override body(request: ChatRequest): Record<string, unknown> {
    this.#tools ??= request.tools;
    return { ...super.body(request), ...(this.#tools !== undefined && { tools: this.#tools }) };
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'Tools are remembered with `??=`, and a later call without tools sends those of the first.',
  source:
    'reviewed; of the kind of run-llama/llama_index#22501, where a value of one call persisted for the life of the process.',
  namedBy: ['isolation/nothing-left-over'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
