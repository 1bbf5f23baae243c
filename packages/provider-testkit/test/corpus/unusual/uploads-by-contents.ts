import { createHash } from 'node:crypto';
import type { Call, Media, MediaReference } from '@plugboard/core/provider';
import type { UnusualProvider } from '../fault.ts';
import { egretFixtures } from '../wires/egret/fixtures.ts';
import { Egret, egret } from '../wires/egret/egret.ts';

class Unusual extends Egret {
  readonly #known = new Map<string, MediaReference>();

  override async upload(media: Media, call: Call): Promise<MediaReference> {
    const pieces: Uint8Array[] = [];
    for await (const piece of media.stream()) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const digest = `${media.type} ${createHash('sha256').update(bytes).digest('hex')}`;
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const { kind, name, type } = media;
    const once = async function* (): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytes);
    };
    const reference = await super.upload(
      { kind, name, type, size: bytes.length, stream: once, bytes: () => Promise.resolve(bytes) },
      call,
    );
    this.#known.set(digest, reference);
    return reference;
  }
}

export const unusual: UnusualProvider = {
  says: 'A file that was uploaded is not uploaded again; it is known by its contents.',
  source: 'probe-rs/probe-rs#4192: a cache by contents, after one by path.',
  fixtures: egretFixtures,
  create: () => egret(Unusual),
};
