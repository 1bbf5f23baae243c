import { openMedia } from '../../media/open-media.ts';
import type { MediaInput } from '../../media/media-input.ts';

/** Steps from `messages` to what stands behind the `url` of a part: turn, content, part, its file, url. */
const deepest = 5;

/**
 * Lets go of the streams of a call that is refused before all its files were taken over, wherever they stand in `image`,
 * `images` and `messages`, faulty places included: the stream of a missing file fails a moment later, and without a listener
 * that would end the process. Never throws.
 */
export function releaseFiles(params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  const seen = new Set<object>();
  for (const name of ['image', 'images', 'messages']) releaseIn(params, name, deepest, seen);
}

function releaseIn(holder: object, name: string, depth: number, seen: Set<object>): void {
  try {
    const value: unknown = Reflect.get(holder, name);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    if (isStream(value)) openMedia(value, { label: name }).release();
    else if (depth > 0) for (const key of Object.keys(value)) releaseIn(value, key, depth - 1, seen);
  } catch {
    // A stream that was taken over or used by somebody else is not ours to end, and the refusal is what the caller hears.
  }
}

function isStream(value: object): value is Extract<MediaInput, AsyncIterable<unknown>> {
  return Symbol.asyncIterator in value || typeof Reflect.get(value, 'getReader') === 'function';
}
