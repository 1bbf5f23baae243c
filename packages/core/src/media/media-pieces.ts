import type { MediaPart } from './is-media.ts';
import type { LoadedMedia } from './adopted-media.ts';
import { changedError } from './media-error.ts';

/** The bytes of a media, with `borrow` each piece good until the next one is asked for; refused when they are not as many as was announced: the body's length is on its way already. */
export async function* mediaPieces(
  { media, size }: MediaPart,
  borrow: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const label = `the ${media.kind}`;
  let count = 0;
  for await (const piece of borrow ? borrowed(media) : media.stream()) {
    count += piece.byteLength;
    if (size !== undefined && count > size) throw changedError(label);
    yield piece;
  }
  if (size !== undefined && count !== size) throw changedError(label);
}

function borrowed(media: Pick<LoadedMedia, 'stream' | 'borrowed'>): AsyncIterable<Uint8Array> {
  return media.borrowed === undefined ? media.stream() : media.borrowed();
}
