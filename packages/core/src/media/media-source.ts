import type { FileHandle } from 'node:fs/promises';

/** Where the bytes of a file come from. Determined in the same tick as the call, and inspected later. */
export type MediaSource = PathSource | HandleSource | BytesSource | BlobSource | StreamSource | FileStreamSource;

interface SourceFacts {
  /** The caller's name for it, not cleaned. */
  readonly name: string | undefined;
  /** The MIME type that the caller gave. The bytes take precedence over it. */
  readonly type: string | undefined;
}

/** A file that each read opens again. */
export interface PathSource extends SourceFacts {
  readonly from: 'path';
  /** Absolute. */
  readonly path: string;
}

/** A read stream of a file. Inspecting it decides whether to open the file again or to read the stream. */
export interface FileStreamSource extends SourceFacts {
  readonly from: 'file-stream';
  /** Absolute. */
  readonly path: string;
  readonly stream: StreamSource;
  /** The descriptor of the stream, once it has opened its file. */
  descriptor(): number | undefined;
}

/** A file that the caller opened and will close. Core reads it by position, as often as needed. */
export interface HandleSource extends SourceFacts {
  readonly from: 'handle';
  readonly handle: FileHandle;
}

/** The caller's memory, not copied. */
export interface BytesSource extends SourceFacts {
  readonly from: 'bytes';
  readonly bytes: Uint8Array;
}

/** A `Blob` or `File`. */
export interface BlobSource extends SourceFacts {
  readonly from: 'blob';
  readonly blob: Blob;
  readonly size: number;
}

/** Something that can be read once. */
export interface StreamSource extends SourceFacts {
  readonly from: 'stream';
  /** Whatever the stream yields. The reader checks that it is bytes. */
  next(): Promise<IteratorResult<unknown>>;
  /** The error that the stream reported before anybody read it. */
  failure(): { readonly cause: unknown } | undefined;
  /** Ends the stream, whatever its state. May be called again. Never throws. */
  end(): void;
}

/** An inspected source. It exists and is not empty. */
export interface ByteSource {
  /** The size in bytes, if known. */
  readonly size: number | undefined;
  /** The first bytes: as many as the detection of the type needs, or all there are. */
  readonly head: Uint8Array;
  /** Whether `stream` would yield the bytes from the start. */
  readable(): boolean;
  /** All bytes. A source that can be read only once throws `input_invalid` the second time. */
  stream(): AsyncIterable<Uint8Array>;
  /**
   * Like `stream`, but every piece reuses the same memory and is valid only until the next one is requested. Absent
   * where that saves nothing.
   */
  readonly reusable?: (() => AsyncIterable<Uint8Array>) | undefined;
}

/** What a reader needs to know besides the source. */
export interface ReadLimits {
  /** How errors name the file, such as `image 2`. */
  readonly label: string;
  /** How many bytes the file may have. */
  readonly maxFileBytes: number;
}
