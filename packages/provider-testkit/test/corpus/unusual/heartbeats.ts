import type { ChatEvent } from '@plugboard/core/provider';
import type { Fixture } from '../../../src/fixtures/fixture.ts';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { Stork, stork, type StorkLine, type StorkState } from '../wires/stork/stork.ts';

interface Line extends StorkLine {
  readonly type?: string;
}

class Unusual extends Stork {
  override *take(line: Line, state: StorkState): Iterable<ChatEvent> {
    if (line.type !== 'heartbeat') yield* super.take(line, state);
  }
}

const beat = `${JSON.stringify({ type: 'heartbeat', at: 17 })}\n\n`;

/** A line that says nothing, and a blank one, in front of every other. */
function beating(fixture: Fixture): Fixture {
  const files = { ...fixture.files };
  const exchanges = fixture.exchanges.map((exchange) => {
    const { file, chunks } = exchange.response;
    if (file === undefined || chunks === undefined) return exchange;
    const lines = String(files[file] ?? '').split(/(?<=\n)/);
    files[file] = lines.map((line) => `${beat}${line}`).join('');
    const pieces = lines.map((line): readonly [number, number] => [0, Buffer.byteLength(`${beat}${line}`)]);
    return { ...exchange, response: { ...exchange.response, chunks: pieces } };
  });
  return { ...fixture, exchanges, files };
}

export const unusual: UnusualProvider = {
  says: 'Between its lines the service sends others that only say that it is still there.',
  source: 'Services behind proxies that close connections on which nothing happens.',
  fixtures: storkFixtures.map(beating),
  create: () => stork(Unusual),
};
