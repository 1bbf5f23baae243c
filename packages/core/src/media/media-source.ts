import type { FileHandle } from 'node:fs/promises';

/** Where the bytes of an adopted file come from; made in the same tick as the call, looked at later. */
export type MediaSource = PathSource | HandleSource | BytesSource | BlobSource | StreamSource | FileStreamSource;

interface SourceFacts {
  /** As the caller named it, not cleaned. */
  readonly name: string | undefined;
  /** What the caller says it is; believed where the bytes do not say something else. */
  readonly type: string | undefined;
}

/** A file that is opened for each read. */
export interface PathSource extends SourceFacts {
  readonly from: 'path';
  /** Absolute. */
  readonly path: string;
}

/** A read stream of a file: whether the file is opened anew or the stream read is settled when it is looked at. */
export interface FileStreamSource extends SourceFacts {
  readonly from: 'file-stream';
  /** Absolute. */
  readonly path: string;
  readonly stream: StreamSource;
  /** That of the stream, once it has opened its file. */
  descriptor(): number | undefined;
}

/** An open file of the caller's, who also closes it. Read by position, so often as needed. */
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
  /** Whatever the stream gives; checked by the reader. */
  next(): Promise<IteratorResult<unknown>>;
  /** What the stream reported before anybody read it. */
  failure(): { readonly cause: unknown } | undefined;
  /** Ends the stream wherever it stands; idempotent, never throws. */
  end(): void;
}
