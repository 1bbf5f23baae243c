import type { ChatMessage } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { textOf } from '../../wires/options.ts';
import { heronFixtures } from '../../wires/heron/fixtures.ts';
import { Heron, heron } from '../../wires/heron/heron.ts';

class Faulty extends Heron {
  readonly #converted = new Map<string, object>();

  override message(message: ChatMessage): object {
    const key = textOf(message.content);
    const kept = this.#converted.get(key);
    if (kept !== undefined && key !== '') return kept;
    const converted = super.message(message);
    this.#converted.set(key, converted);
    return converted;
  }
}

export const fault: Fault = {
  kind: 'left over from an earlier call',
  says: 'Converted messages are kept by their text, and a later one with the same text has the role of the first.',
  source: 'reviewed; a cache whose key leaves out what matters.',
  namedBy: ['isolation/same-names'],
  fixtures: heronFixtures,
  create: () => heron(Faulty),
};
