import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override body(request: ChatRequest): Record<string, unknown> {
    const extra = Object.fromEntries(Object.entries(request.extra).filter(([, value]) => value));
    return super.body({ ...request, extra });
  }
}

export const fault: Fault = {
  kind: 'falsy values',
  says: 'An option that is set to the empty text is left out, so that it cannot be switched off.',
  source: 'reviewed; the empty text means none at some services and the default at others.',
  namedBy: ['accepts/falsy-values'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
