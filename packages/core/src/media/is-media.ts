import { mediaError } from './media-error.ts';
import type { Media } from '../contract/media.ts';
import { essenceOf } from './mime-type.ts';

const kinds: ReadonlySet<unknown> = new Set(['image', 'video', 'audio', 'pdf']);

/** By shape, so that the media of another copy of the package and those of a test count too. */
export function isMedia(value: unknown): value is Media {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    typeof value.stream === 'function' &&
    'kind' in value &&
    kinds.has(value.kind) &&
    'type' in value
  );
}

/** Facts of a media as they go into a body: read once, and checked where they could break it. */
export interface MediaPart {
  readonly media: Media;
  readonly type: string;
  /** Bytes, when known. */
  readonly size: number | undefined;
}

/** @throws PlugboardError `input_invalid` for a type that is no MIME type. */
export function mediaPart(media: Media): MediaPart {
  const { kind, size } = media;
  const type = essenceOf(media.type);
  if (type === undefined) throw mediaError(`the ${kind}`, 'its type is no MIME type such as image/png.');
  const known = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
  return { media, type, size: known ? size : undefined };
}
