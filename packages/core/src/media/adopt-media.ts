import type { AdoptedMedia, LoadedMedia } from './adopted-media.ts';
import type { MediaKind } from '../contract/media.ts';
import type { MediaInput } from './media-input.ts';
import { sourceOf } from './media-input.ts';

/** How a file is taken over. */
export interface AdoptOptions {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller says it is. Default: by its type or bytes. */
  readonly kind?: MediaKind | undefined;
  /** Bytes; a larger file is refused. Default 2 GiB: a net for mistakes, services draw their own lines far below. */
  readonly maximumBytes?: number | undefined;
}

const defaultMaximumBytes = 2 * 1024 ** 3;

/**
 * Takes over a caller's file in the same tick: streams get their listeners, relative paths their folder. Nothing is opened,
 * read or copied yet, so bytes must not change before the call has ended.
 *
 * @throws PlugboardError `input_invalid` for what can never be a file, such as a plain path or a stream that was read.
 */
export function adoptMedia(input: string | MediaInput, options: AdoptOptions): AdoptedMedia {
  const { label, kind, maximumBytes = defaultMaximumBytes } = options;
  const source = sourceOf(input, label);
  let loaded: Promise<LoadedMedia> | undefined;
  return {
    label,
    kind,
    remoteUrl: source.from === 'remote' ? source.url : undefined,
    load() {
      loaded ??= import('./load-media.ts').then(({ loadMedia }) => loadMedia(source, { label, kind, maximumBytes }));
      return loaded;
    },
    release() {
      if (source.from === 'stream') source.end();
      if (source.from === 'file-stream') source.stream.end();
    },
  };
}
