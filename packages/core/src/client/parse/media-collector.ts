import { copyError } from '../../errors/copy-error.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { type MediaHandle, openMedia, type OpenOptions } from '../../media/open-media.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { MediaInput } from '../../media/media-input.ts';

/** Opens the files of a call and numbers them, so that errors can name them. */
export class MediaCollector {
  readonly taken: MediaHandle[] = [];

  /**
   * @param place - The path of the file in the parameters. An error about the file carries it as `param`.
   * @param name - The name of the file, where the caller gives one beside it.
   */
  take(input: string | MediaInput, kind: MediaKind | undefined, place: string, name?: string): MediaHandle {
    // `image` and `images` take files of any kind; an error calls them what the caller does.
    const word = kind ?? (place.startsWith('image') ? 'image' : 'file');
    const label = `${word} ${this.taken.length + 1}`;
    const media = opened(input, { label, kind, name }, place);
    this.taken.push(media);
    return media;
  }
}

function opened(input: string | MediaInput, options: OpenOptions, place: string): MediaHandle {
  try {
    return openMedia(input, options);
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}

/** Levels from `messages` to the `url` of a part: message, content, part, `image_url`, `url`. */
const maxDepth = 5;

/**
 * Releases the streams of a call that is refused before all its files were opened, wherever they are in `image`, `images` and
 * `messages`, including invalid places. The stream of a missing file fails a moment later, which would end the process if nobody
 * listened. Never throws.
 */
export function releaseFiles(params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  const seen = new Set<object>();
  for (const name of ['image', 'images', 'messages']) releaseIn(params, name, maxDepth, seen);
}

function releaseIn(holder: object, name: string, depth: number, seen: Set<object>): void {
  try {
    const value: unknown = Reflect.get(holder, name);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    if (isStream(value)) openMedia(value, { label: name }).release();
    else if (depth > 0) for (const key of Object.keys(value)) releaseIn(value, key, depth - 1, seen);
  } catch {
    // A stream that is in use elsewhere is not ours to end, and the caller learns of the refusal.
  }
}

function isStream(value: object): value is Extract<MediaInput, AsyncIterable<unknown>> {
  return Symbol.asyncIterator in value || typeof Reflect.get(value, 'getReader') === 'function';
}
