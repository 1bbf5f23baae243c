import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven, type RavenEvent, type RavenState } from '../../wires/raven/raven.ts';

class Faulty extends Raven {
  override *take({ text, ...event }: RavenEvent, state: RavenState): Iterable<ChatEvent> {
    if (text !== undefined) yield { type: 'text-delta', text };
    yield* super.take(event, state);
  }
}

export const fault: Fault = {
  kind: 'not a stream',
  says: 'Each event has the whole text so far, and all of it is handed on as if it were new.',
  source: 'QwenLM/qwen-code#3896: an answer of 300 characters came out with 1,500.',
  namedBy: ['answering/text'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
