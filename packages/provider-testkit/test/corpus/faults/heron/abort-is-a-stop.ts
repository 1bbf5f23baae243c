import type { Call, ChatEvent, ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  override async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const queue: ChatEvent[] = [];
    let failure: unknown;
    let over = false;
    let wake = (): void => undefined;
    const pump = async (): Promise<void> => {
      try {
        for await (const event of super.stream(request, call)) {
          queue.push(event);
          wake();
        }
      } catch (error) {
        failure = error;
      }
      over = true;
      wake();
    };
    void pump();
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) yield event;
      else if (failure !== undefined) throw failure;
      else if (over) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}

export const fault: Fault = {
  kind: 'aborts',
  says: 'After an abort the background of the stream goes on: the pump that reads the body never looks at the signal.',
  source:
    'continuedev/continue#1449, genkit-ai/genkit#6308: the model went on for more than a minute after the user had left.',
  namedBy: ['abort/leaving', 'abort/settles', 'limits/slow-reader', 'limits/reading-ahead'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
