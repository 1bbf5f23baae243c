import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { Fault } from '../../fault.ts';
import { ravenFixtures } from '../../wires/raven/fixtures.ts';
import { Raven, raven } from '../../wires/raven/raven.ts';

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

class Faulty extends Raven {
  override async upload(file: Media, call: Call): Promise<MediaReference> {
    let buffer = new Uint8Array(4096);
    let length = 0;
    for await (const piece of file.stream()) {
      while (length + piece.length > buffer.length) {
        const larger = new Uint8Array(buffer.length * 2);
        larger.set(buffer);
        buffer = larger;
      }
      buffer.set(piece, length);
      length += piece.length;
    }
    const bytes = length < 4096 ? buffer.subarray(0, length) : buffer;
    const whole = { ...file, size: bytes.length, name: file.name, type: file.type, kind: file.kind } as Media;
    return await super.upload(
      Object.assign(whole, { stream: () => once(bytes), bytes: () => Promise.resolve(bytes) }),
      call,
    );
  }
}

export const fault: Fault = {
  kind: 'large files',
  says: 'A file is read into a buffer that doubles when it is full, and the whole buffer is uploaded, with zeros at its end.',
  source: 'reviewed; a buffer that grows by doubling is longer than what is in it.',
  namedBy: ['media/large-files'],
  fixtures: ravenFixtures,
  create: () => raven(Faulty),
};
