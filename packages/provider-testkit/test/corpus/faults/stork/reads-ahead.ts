import type { Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let failure: unknown;
    let over = false;
    const reading = (async () => {
      for await (const piece of super.bytes(http, json)) pieces.push(piece);
    })()
      .catch((error: unknown) => (failure = error))
      .finally(() => (over = true));
    while (!over || pieces.length > 0) {
      const piece = pieces.shift();
      if (piece !== undefined) yield piece;
      else await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 5))]);
    }
    if (failure !== undefined) throw failure;
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'The body is read into a list as fast as it comes, whether anybody reads the answer or not.',
  source: 'FWU-DE/ais-chat#1324: readers that nobody released held more than a gigabyte.',
  namedBy: ['limits/reading-ahead', 'limits/slow-reader', 'abort/leaving'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
