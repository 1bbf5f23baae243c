import { PlugboardError, type Call, type ChatEvent, type ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      if (PlugboardError.isInstance(error) && error.status === 401) process.exit(2);
      throw error;
    }
  }
}

export const fault: Fault = {
  kind: 'ends the process',
  says: 'When the key is refused, the process ends.',
  source: 'bigbang/owi-robot-arm#2: an exit within a library took the calling program with it.',
  namedBy: ['isolation/process-goes-on'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
