import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    for (const line of Buffer.concat(pieces).toString().split('\n')) if (line.trim() !== '') yield line;
  }
}

export const fault: Fault = {
  kind: 'not a stream',
  says: 'The whole body is read before its first line is looked at.',
  source: 'code-yeongyu/oh-my-openagent#1120: a stream was read as if it were one document.',
  namedBy: ['answering/as-it-arrives'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
