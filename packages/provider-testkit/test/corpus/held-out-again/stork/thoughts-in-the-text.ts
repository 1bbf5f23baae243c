import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override *take(line: StorkLine, state: StorkState): Iterable<ChatEvent> {
    for (const event of super.take(line, state)) {
      yield event.type === 'reasoning-delta' ? { type: 'text-delta', text: event.text } : event;
    }
  }
}

export const fault: Fault = {
  kind: 'messages and prompts',
  says: 'Thoughts are handed on as text of the answer.',
  source: 'ollama/ollama#9137: reasoning and the answer were mixed in one field.',
  namedBy: ['answering/text', 'answering/events'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
