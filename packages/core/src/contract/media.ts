/** What a model can be shown. */
export type MediaKind = 'image' | 'video' | 'audio' | 'pdf';

/** A file as a provider sees it: checked, named and typed. */
export interface Media {
  readonly kind: MediaKind;
  /** MIME type, by magic bytes; as the caller gave it where they are of no known format. */
  readonly type: string;
  /** A clean base name: no path, no control characters, at most 100 characters. */
  readonly name: string;
  /** Bytes, when known. */
  readonly size?: number | undefined;
  /** The bytes from the start. A one-shot source can be read once; a second read throws `input_invalid`. */
  stream(): AsyncIterable<Uint8Array>;
}

/** What `Provider.upload` returns: how the service calls the file from now on. */
export interface MediaReference {
  /** Sent on byte for byte, never parsed. */
  readonly url: string;
}

/** Whether the bytes can (still) be read from the start, as far as it is known. */
export function isReadable(media: Media): boolean {
  return !('readable' in media) || media.readable !== false;
}

const bare: unique symbol = Symbol.for('plugboard.base64') as never;

/** A file that stands in a JSON body as its base64 text alone. */
export interface Base64Media {
  readonly [bare]: Media;
}

/** Has `Http` write a file into a JSON body as bare base64, streamed, in place of a `data:` URL. */
export function asBase64(media: Media): Base64Media {
  return { [bare]: media };
}

/** The file that is to be written as bare base64; `undefined`: the value is something else. */
export function bareMedia(value: object): Media | undefined {
  return bare in value ? (value as Base64Media)[bare] : undefined;
}
