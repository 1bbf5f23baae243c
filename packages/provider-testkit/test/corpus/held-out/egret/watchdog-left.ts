import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { egretFixtures } from '../../wires/egret/fixtures.ts';
import { Egret, egret } from '../../wires/egret/egret.ts';

class Faulty extends Egret {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    let watchdog = setTimeout(() => undefined, 60_000);
    for await (const event of super.stream(request, call)) {
      clearTimeout(watchdog);
      if (event.type !== 'finish') watchdog = setTimeout(() => undefined, 60_000);
      yield event;
    }
  }
}

export const fault: Fault = {
  kind: 'goes on after the end',
  says: 'A watchdog is armed for each piece and disarmed at the finish only; who leaves early leaves it running.',
  source: 'co-l/openfox#226, diegosouzapw/OmniRoute#4105: timers of streams that nobody reads any more.',
  namedBy: ['leaks/timers-of-a-call'],
  fixtures: egretFixtures,
  create: () => egret(Faulty),
};
