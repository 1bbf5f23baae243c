import type { Http } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { storkFixtures } from '../../wires/stork/fixtures.ts';
import { Stork, stork } from '../../wires/stork/stork.ts';

class Faulty extends Stork {
  override async *bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    const queue: Uint8Array[] = [];
    let isOver = false;
    let wake: (() => void) | undefined;
    let failure: unknown;
    const pump = async (): Promise<void> => {
      try {
        for await (const piece of super.bytes(http, json)) {
          queue.push(piece);
          wake?.();
        }
      } catch (error) {
        failure = error;
      }
      isOver = true;
      wake?.();
    };
    void pump();
    for (;;) {
      const piece = queue.shift();
      if (piece !== undefined) yield piece;
      else if (isOver) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (failure !== undefined) throw failure;
  }
}

export const fault: Fault = {
  kind: 'streams of bytes',
  says: 'A loop in the background reads the body into a queue as fast as it can, and goes on when nobody reads the queue any more.',
  source: 'reviewed; event emitters that are wrapped into iterators do this.',
  namedBy: ['limits/slow-reader'],
  fixtures: storkFixtures,
  create: () => stork(Faulty),
};
