import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    for await (const line of super.lines(bytes)) {
      for (const part of line.split(/[\u2028\u2029]/)) if (part !== '') yield part;
    }
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'Lines are split at every end of a line that Unicode knows; two of them may stand in a text of JSON as they are.',
  source: 'openai/codex#33617, volcengine/OpenViking#3988: a U+2028 within a text cut the line of JSON in two.',
  namedBy: ['answering/any-answer'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
