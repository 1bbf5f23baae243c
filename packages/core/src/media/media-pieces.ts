import { PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaPart } from './is-media.ts';
import type { LoadedMedia } from './adopted-media.ts';
import { changedError } from './media-error.ts';
import { bytesOfPiece, nameOfPiece } from './piece-bytes.ts';

/** The bytes of a media, with `borrow` each piece good until the next one is asked for; refused when they are not as many as was announced: the body's length is on its way already. */
export async function* mediaPieces(
  { media, size }: MediaPart,
  borrow: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const label = `the ${media.kind}`;
  let count = 0;
  const given: AsyncIterable<unknown> = borrow ? borrowed(media) : media.stream();
  for await (const found of given) {
    const piece = bytesOfPiece(found);
    if (piece === undefined) throw noBytes(label, found);
    count += piece.byteLength;
    if (size !== undefined && count > size) throw changedError(label);
    yield piece;
  }
  if (size !== undefined && count !== size) throw changedError(label);
}

/** Files of a caller are checked where they are read; this one is the provider's own. */
function noBytes(label: string, piece: unknown): PlugboardError {
  const message = `A provider has sent a file of its own that cannot be read: ${label} gives ${nameOfPiece(piece)} instead of bytes (Uint8Array).`;
  return new PlugboardError('protocol_error', message);
}

function borrowed(media: Pick<LoadedMedia, 'stream' | 'borrowed'>): AsyncIterable<Uint8Array> {
  return media.borrowed === undefined ? media.stream() : media.borrowed();
}
