import type { ChatParameters } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override parameters({ stop, ...others }: ChatParameters): object {
    return super.parameters({ ...others, ...(stop !== undefined && { stop: stop.slice(-1) }) });
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The last stop word replaces the ones before.',
  source: 'reviewed; PotatoSpudowski/fastLLaMa#23 and nferraz/perl-openai-api#11 added the others later.',
  namedBy: ['accepts/several-stop-words'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
