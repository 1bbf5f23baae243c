import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret, type EgretPart, type EgretState } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override *part(part: EgretPart, state: EgretState): Iterable<ChatEvent> {
    for (const event of super.part(part, state)) {
      yield event.type === 'tool-call-delta' ? { ...event, arguments: JSON.stringify(event.arguments) } : event;
    }
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'The arguments of a call are made JSON twice, and come out as a quoted text.',
  source: 'tridz-dev/huf#676, quarkiverse/quarkus-langchain4j#2642: one reading gave a text, not an object.',
  namedBy: ['tools/calls', 'tools/parallel'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
