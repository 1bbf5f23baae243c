import type { MediaKind } from '../contract/media.ts';
import type { LoadedMedia } from './media-part.ts';
import { type MediaInput, sourceOf } from './media-input.ts';

/** A caller's file, opened in the same tick as `create()`: from here on its errors belong to the call. */
export interface MediaHandle {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller says it is (`image_url` and the like). `undefined`: its bytes decide. */
  readonly kind: MediaKind | undefined;
  /** Set for http(s) URLs, which are not loaded here: the service fetches them. */
  readonly remoteUrl: string | undefined;
  /**
   * Inspects size and first bytes, once; later calls return the same result.
   * Throws `input_invalid` when the file is missing, a folder, empty, of an unknown type or already read.
   */
  load(): Promise<LoadedMedia>;
  /** Closes streams that were not read. May be called at any time, any number of times. */
  release(): void;
}

/** How to open a file. */
export interface OpenOptions {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller says it is. Default: its type or its bytes decide. */
  readonly kind?: MediaKind | undefined;
  /** The name of the file, where what was passed has none. */
  readonly name?: string | undefined;
  /** Bytes; a larger file is refused. Default 2 GiB, which only catches mistakes: the limits of services are far lower. */
  readonly maxFileBytes?: number | undefined;
}

const defaultMaxFileBytes = 2 * 1024 ** 3;

/**
 * Takes charge of a caller's file in the same tick: listens to the errors of a stream, and resolves a relative path. It reads and
 * copies nothing yet, so the caller must not change the bytes before the call has ended.
 *
 * @throws PlugboardError `input_invalid` for what cannot be a file, such as a plain path or a stream that has been read.
 */
export function openMedia(input: string | MediaInput, options: OpenOptions): MediaHandle {
  const { label, kind, name, maxFileBytes = defaultMaxFileBytes } = options;
  const found = sourceOf(input, label);
  const source = found.from === 'bytes' && name !== undefined ? { ...found, name } : found;
  let loaded: Promise<LoadedMedia> | undefined;
  return {
    label,
    kind,
    remoteUrl: source.from === 'remote' ? source.url : undefined,
    load() {
      loaded ??= import('./load-media.ts').then(({ loadMedia }) => loadMedia(source, { label, kind, maxFileBytes }));
      return loaded;
    },
    release() {
      if (source.from === 'stream') source.end();
      if (source.from === 'file-stream') source.stream.end();
    },
  };
}
