import { ReadableStream, TextDecoderStream, TransformStream } from 'node:stream/web';
import type { UnusualProvider } from '../fault.ts';
import { storkFixtures } from '../wires/stork/fixtures.ts';
import { bounded, Stork, stork } from '../wires/stork/stork.ts';

function byLines(): TransformStream<string, string> {
  let rest = '';
  return new TransformStream<string, string>({
    transform(text, controller) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') controller.enqueue(line);
    },
    flush(controller) {
      if (rest.trim().endsWith('}')) controller.enqueue(rest);
    },
  });
}

class Unusual extends Stork {
  override lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    return ReadableStream.from(bounded(bytes)).pipeThrough(new TextDecoderStream()).pipeThrough(byLines());
  }
}

export const unusual: UnusualProvider = {
  says: 'It reads lines through a chain of web streams.',
  source: 'cvisionai and many programs for browsers pipe bodies through TextDecoderStream.',
  fixtures: storkFixtures,
  create: () => stork(Unusual),
};
