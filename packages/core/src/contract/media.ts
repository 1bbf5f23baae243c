/** The kinds of files that a model can take. */
export type MediaKind = 'image' | 'video' | 'audio' | 'pdf';

/** A file that can be sent in a request: a `Media` of the caller, or a provider's own. */
export interface MediaContent {
  readonly kind: MediaKind;
  /** MIME type, as the first bytes say. If their format is unknown, the caller's type. */
  readonly type: string;
  /** A clean base name: no path, no control characters, at most 100 characters. */
  readonly name: string;
  /** The size in bytes, if known. */
  readonly size?: number | undefined;
  /**
   * Reads the bytes from the start. A source such as a stream can be read only once; a second read throws
   * `input_invalid`.
   */
  stream(): AsyncIterable<Uint8Array>;
}

/** A file of the caller as a provider sees it: checked, named and typed. */
export interface Media extends MediaContent {
  /**
   * All bytes at once, for a service that takes no stream. Counts as a read of {@link stream}.
   * @throws PlugboardError `unsupported` for a file above `maxBytes`, before anything is read if the size is known. The
   * next candidate of the call may then take the file.
   */
  bytes(options?: MediaBytesOptions): Promise<Uint8Array>;
}

/** Options of `Media.bytes`. */
export interface MediaBytesOptions {
  /** How many bytes the file may have. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/** What `Provider.upload` returns: the service's name for the file. */
export interface MediaReference {
  /** Usually a URL. Core passes it on unchanged as the `source` of the part, and never parses it. */
  readonly url: string;
}

/** Whether the bytes can still be read from the start, as far as core knows. */
export function isReadable(media: Media): boolean {
  return !('readable' in media) || media.readable !== false;
}

/** The key of a {@link Base64Media}. */
export const bare: unique symbol = Symbol.for('plugboard.base64') as never;

/** A file that is written into a JSON body as bare base64. */
export interface Base64Media {
  readonly [bare]: MediaContent;
}

/** Marks a file so that `Http` streams it into a JSON body as bare base64 in place of a `data:` URL. */
export function asBase64(media: MediaContent): Base64Media {
  return { [bare]: media };
}

/** The file that {@link asBase64} marked. `undefined` for any other value. */
export function bareMedia(value: object): MediaContent | undefined {
  return bare in value ? (value as Base64Media)[bare] : undefined;
}
