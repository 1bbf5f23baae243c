import type { ChatRequest } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override format(format: NonNullable<ChatRequest['response_format']>): unknown {
    const wanted = super.format(format);
    return typeof wanted === 'string' ? wanted : JSON.stringify(wanted);
  }
}

export const fault: Fault = {
  kind: 'parameters and formats',
  says: 'The schema of a form is sent as text.',
  source: 'prathyushnallamothu/ollamago#1: the format arrived escaped, and the service could not read it.',
  namedBy: ['formats/schema', 'wire/requests-as-recorded'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
