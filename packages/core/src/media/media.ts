import type { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import type { NamedFile } from './named-file.ts';

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

/**
 * What a caller may hand over as an image or another file. A plain string (accepted wherever this type is) is a URL,
 * `data:` or `https:`, never a path; a file on disk is `file(path)` or a `URL` object. What JSON can make names no file.
 */
export type MediaInput =
  | URL
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | Readable
  | WebStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | NamedFile;
