import { setTimeout as pause } from 'node:timers/promises';
import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    try {
      yield* super.stream(request, call);
    } catch (error) {
      if (!call.signal.aborted) throw error;
      await pause(60_000, undefined, { ref: false });
      yield { type: 'finish', reason: 'stop' };
    }
  }
}

export const fault: Fault = {
  kind: 'aborts',
  says: 'An abort of the caller is told as the end of the answer, and the provider goes on in the background until the model is done.',
  source: 'continuedev/continue#1449, platberlitz/SillyBunny#190: the model went on after the user had stopped it.',
  namedBy: ['abort/settles', 'abort/reading', 'abort/leaving'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
