import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override turn(message: ChatMessage): object {
    return super.turn(message, new Map([[message.tool_call_id ?? '', 'unknown']]));
  }
}

export const fault: Fault = {
  kind: 'tool results and history',
  says: 'A result names no function, so `unknown` is sent for each.',
  source: 'mozilla-ai/any-llm#1318: the model could match results with calls by their order only.',
  namedBy: ['tools/results'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
