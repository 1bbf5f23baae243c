import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { bounded, Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const input = Readable.from(bounded(bytes), { objectMode: false });
    for await (const line of createInterface({ input, crlfDelay: Infinity })) if (line.trim() !== '') yield line;
  }
}

export const fault: Fault = {
  kind: 'ends the process',
  says: 'Lines are read with readline, which hands on an error of its input that nobody listens for.',
  source: 'nodejs/node#30831: an error of the input ended the program, though the loop over the lines had a `catch`.',
  namedBy: ['leaks/rejections'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
