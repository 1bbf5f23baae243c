import type { MediaKind } from '../contract/media.ts';
import type { LoadedMedia } from './media-part.ts';
import { type MediaInput, sourceOf } from './media-input.ts';

/**
 * A caller's file, opened in the same tick as `create()`. From then on its errors fail the call and not the process.
 */
export interface MediaHandle {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller says it is (`image_url` and the like). `undefined`: its bytes decide. */
  readonly kind: MediaKind | undefined;
  /** An http(s) URL, which core does not load: the service fetches it. `undefined` for all other files. */
  readonly remoteUrl: string | undefined;
  /**
   * Inspects the size and the first bytes, once. Later calls return the same result. Rejects with `input_invalid` if
   * the file is missing, a folder, empty, of an unknown type or already read.
   */
  load(): Promise<LoadedMedia>;
  /** Closes a stream that was not read. May be called at any time and repeatedly. */
  release(): void;
}

/** How to open a file. */
export interface OpenOptions {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller says it is. Default: its type or its bytes decide. */
  readonly kind?: MediaKind | undefined;
  /** The name of the file, if the input is bytes, which have no name. */
  readonly name?: string | undefined;
  /**
   * How many bytes the file may have. Default 2 GiB, which only catches mistakes: the limits of services are far lower.
   */
  readonly maxFileBytes?: number | undefined;
}

const defaultMaxFileBytes = 2 * 1024 ** 3;

/**
 * Takes charge of a caller's file in the same tick: it listens for errors of a stream and resolves a relative path. It
 * reads and copies nothing yet, so the caller must not change the bytes before the call has ended.
 *
 * @throws PlugboardError `input_invalid` for a value that cannot be a file, such as a plain path or a stream that has
 * been read.
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
