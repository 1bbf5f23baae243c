import type { Media, MediaKind } from '../contract/media.ts';

/** A caller's file, taken over in the same tick as `create()`: from here on its errors are the call's. */
export interface AdoptedMedia {
  /** How errors name it, such as `image 2`. */
  readonly label: string;
  /** What the caller said it is (`image_url` and the like); `undefined`: by its bytes. */
  readonly kind: MediaKind | undefined;
  /** Set for http(s) URLs: nothing to load, the service fetches it or refuses. */
  readonly remoteUrl: string | undefined;
  /**
   * Looks at size and first bytes. Repeated calls give the same result.
   * Throws `input_invalid` (missing, folder, empty, unknown type, already read) naming the label and what to do.
   */
  load(): Promise<LoadedMedia>;
  /** Lets go of streams and handles that were not read; safe at any time, any number of times. */
  release(): void;
}

/** A file that is ready to be sent. */
export interface LoadedMedia extends Media {
  /** Whether the bytes can (still) be read from the start: always for paths, bytes and blobs, for streams until the first read. */
  readonly readable: boolean;
  /** As `stream`, with the same memory for every piece: it is good until the next one is asked for. Absent: no gain. */
  readonly borrowed?: (() => AsyncIterable<Uint8Array>) | undefined;
}
