import type { MediaContent } from '../../src/contract/media.ts';

/** A media as a provider's test makes it, without adoption. */
export function handMade(content: Uint8Array, changes: Partial<MediaContent> = {}, pieceLength = 1000): MediaContent {
  return {
    kind: 'image',
    type: 'image/png',
    name: 'cat.png',
    size: content.length,
    async *stream() {
      for (let offset = 0; offset < content.length; offset += pieceLength)
        yield content.subarray(offset, offset + pieceLength);
    },
    ...changes,
  };
}
