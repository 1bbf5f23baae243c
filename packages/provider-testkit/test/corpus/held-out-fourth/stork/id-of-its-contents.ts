import { createHash } from 'node:crypto';
import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork, type StorkCall } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override call(called: StorkCall, index: number): ChatEvent {
    const id = createHash('sha256').update(JSON.stringify(called.function)).digest('hex').slice(0, 24);
    return { ...super.call(called, index), id } as ChatEvent;
  }
}

export const fault: Fault = {
  kind: 'tool calls',
  says: 'The id of a call is a digest of its function and arguments; two equal calls have one id.',
  source:
    'LionSR/TeXRA#9765: models do make two equal calls at once; brainlid/langchain#620: calls collided on an id made of the name.',
  namedBy: ['tools/ids-made'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
