import type { ChatEvent } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { craneFixtures } from '../../wires/crane/fixtures.ts';
import { Crane, crane, type CraneEvent, type CraneState } from '../../wires/crane/crane.ts';

const known = new Set([
  'ping',
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
]);

class Faulty extends Crane {
  override *take(event: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    if (!known.has(event.type)) throw new Error(`Unexpected event: ${event.type}`);
    yield* super.take(event, state);
  }
}

export const fault: Fault = {
  kind: 'server-sent events',
  says: 'An event of a type that is not known ends the call with an error.',
  source:
    'The documents of such services say that new types of events may come; openclaw/openclaw#40425 is of the kind.',
  namedBy: ['answering/unknown-event'],
  fixtures: craneFixtures,
  create: () => crane(Faulty),
};
