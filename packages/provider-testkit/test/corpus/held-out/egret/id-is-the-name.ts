import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override callId(name: string): string {
    return name;
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'The name of the function serves as the id of the call; two calls of one function have one id.',
  source: 'TanStack/ai#199, ag2ai/ag2#2737: calls in parallel were merged, and results went to the wrong call.',
  namedBy: ['tools/ids-made'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
