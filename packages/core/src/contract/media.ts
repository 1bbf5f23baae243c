/** What a model can be shown. */
export type MediaKind = 'image' | 'video' | 'audio' | 'pdf';

/** A file that can be sent in a request: a `Media` of the caller, or a provider's own. */
export interface MediaContent {
  readonly kind: MediaKind;
  /** MIME type, from the first bytes. The caller's type if they are of no known format. */
  readonly type: string;
  /** A clean base name: no path, no control characters, at most 100 characters. */
  readonly name: string;
  /** Bytes, when known. */
  readonly size?: number | undefined;
  /** The bytes from the start. A one-shot source can be read once; a second read throws `input_invalid`. */
  stream(): AsyncIterable<Uint8Array>;
}

/** A file of the caller as a provider sees it: checked, named and typed. */
export interface Media extends MediaContent {
  /**
   * All bytes at once, for a service that takes no stream. Counts as a read of {@link stream}. Throws `unsupported` for a larger
   * file, before anything is read if the size is known, so that the next candidate of the call may take it.
   */
  bytes(options?: MediaBytesOptions): Promise<Uint8Array>;
}

/** Options of `Media.bytes`. */
export interface MediaBytesOptions {
  /** How many bytes may be held in memory. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/** What `Provider.upload` returns: how the service calls the file from now on. */
export interface MediaReference {
  /** Sent on byte for byte, never parsed. */
  readonly url: string;
}

/** Whether the bytes can (still) be read from the start, as far as is known. */
export function isReadable(media: Media): boolean {
  return !('readable' in media) || media.readable !== false;
}

/** The key of a {@link Base64Media}. */
export const bare: unique symbol = Symbol.for('plugboard.base64') as never;

/** A file that is written into a JSON body as bare base64. */
export interface Base64Media {
  readonly [bare]: MediaContent;
}

/** Has `Http` write a file into a JSON body as bare base64, streamed, in place of a `data:` URL. */
export function asBase64(media: MediaContent): Base64Media {
  return { [bare]: media };
}

/** The file that is to be written as bare base64; `undefined`: the value is something else. */
export function bareMedia(value: object): MediaContent | undefined {
  return bare in value ? (value as Base64Media)[bare] : undefined;
}
