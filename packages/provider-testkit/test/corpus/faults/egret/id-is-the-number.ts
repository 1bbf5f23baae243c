import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override callId(_name: string, index: number): string {
    return `call_${index}`;
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'Calls are numbered within an answer, and the next answer has the same numbers again.',
  source: 'cline/cline#9768, brainlid/langchain#620: ids collided with those of earlier turns.',
  namedBy: ['tools/ids-made'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
