import type { MediaPart } from './is-media.ts';
import { changedError } from './media-error.ts';

/** The bytes of a media, refused when they are not as many as was announced: the body's length is on its way already. */
export async function* mediaPieces({ media, size }: MediaPart): AsyncGenerator<Uint8Array, void, undefined> {
  const label = `the ${media.kind}`;
  let count = 0;
  for await (const piece of media.stream()) {
    count += piece.byteLength;
    if (size !== undefined && count > size) throw changedError(label);
    yield piece;
  }
  if (size !== undefined && count !== size) throw changedError(label);
}
