import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override format(format: ChatRequest['response_format']): object {
    return super.format(format === undefined ? undefined : { type: 'json_object' });
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'Of a schema only the type of the answer is sent.',
  source: 'elizaOS/eliza#28168: what was asked for reached the wire without what bound it.',
  namedBy: ['formats/schema'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
