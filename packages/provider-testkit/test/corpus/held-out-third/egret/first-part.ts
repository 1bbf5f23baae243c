import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretAnswer, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *take(answer: EgretAnswer, state: EgretState): Iterable<ChatEvent> {
    const candidates = answer.candidates?.map((candidate) => ({
      ...candidate,
      content: { parts: candidate.content?.parts?.slice(0, 1) ?? [] },
    }));
    yield* super.take({ ...answer, ...(candidates !== undefined && { candidates }) }, state);
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Of the parts of an event the first one is read; calls at once come in one event.',
  source: 'bigduu/Bamboo-agent#372: only parts[0] of a chunk was processed, which dropped parallel calls.',
  namedBy: ['tools/together'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
