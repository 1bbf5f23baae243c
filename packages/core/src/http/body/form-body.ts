import { randomBytes } from 'node:crypto';
import { FormDataEncoder } from 'form-data-encoder';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { cleanFileName } from '../../media/file-name.ts';
import { isMedia, mediaPart, type MediaPart, mediaPieces } from '../../media/media-part.ts';
import type { Media } from '../../contract/media.ts';
import type { RequestBody } from './request-body.ts';

/**
 * A `multipart/form-data` body, written while it is sent. Line breaks of text fields become CRLF, as the HTML Standard
 * demands; files are not touched.
 *
 * @throws PlugboardError `input_invalid` for a media whose type is no MIME type, and for a value that is neither text nor media.
 */
export function formBody(fields: Readonly<Record<string, string | Media>>): RequestBody {
  const entries = Object.entries(fields).map(([name, value]) => [name, formValue(name, value)] as const);
  // Of the encoder only headers and framing are taken: its own way of reading files copies every piece.
  const encoder = new FormDataEncoder(
    new FormEntries(entries) as never,
    `plugboard-${randomBytes(18).toString('hex')}`,
  );
  const { contentType, contentLength } = encoder;
  return {
    contentType,
    length: contentLength === undefined ? undefined : Number(contentLength),
    open: (reuse = false) =>
      entries.some(([, value]) => value instanceof FormFile) ? write(encoder, reuse) : whole(encoder),
  };
}

function formValue(name: string, value: unknown): string | FormFile {
  if (typeof value === 'string') return value;
  if (isMedia(value)) return new FormFile(mediaPart(value));
  throw new PlugboardError('input_invalid', `The form field ${JSON.stringify(name)} is neither text nor a media.`);
}

function whole(encoder: FormDataEncoder): Uint8Array {
  return Buffer.concat([...(encoder.values() as Iterable<unknown>)].filter((part) => part instanceof Uint8Array));
}

async function* write(encoder: FormDataEncoder, reuse: boolean): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of encoder.values() as Iterable<unknown>) {
    if (part instanceof FormFile) yield* mediaPieces(part.part, reuse);
    else if (part instanceof Uint8Array) yield part;
  }
}

/** What the encoder takes for a `File`. */
class FormFile {
  readonly part: MediaPart;
  readonly name: string;
  readonly type: string;
  readonly size: number | undefined;

  constructor(part: MediaPart) {
    this.part = part;
    this.type = part.type;
    this.size = part.size;
    // Media of core are clean already; a provider may make its own.
    const name: unknown = part.media.name;
    this.name = cleanFileName(typeof name === 'string' ? name : undefined, part.type);
  }

  get [Symbol.toStringTag](): string {
    return 'File';
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.part.media.stream();
  }
}

/** What the encoder takes for a `FormData`. */
class FormEntries {
  readonly #entries: readonly (readonly [string, string | FormFile])[];

  constructor(entries: readonly (readonly [string, string | FormFile])[]) {
    this.#entries = entries;
  }

  get [Symbol.toStringTag](): string {
    return 'FormData';
  }

  entries(): IterableIterator<readonly [string, string | FormFile]> {
    return this.#entries.values();
  }

  [Symbol.iterator](): IterableIterator<readonly [string, string | FormFile]> {
    return this.entries();
  }

  getAll(name: string): readonly (string | FormFile)[] {
    return this.#entries.filter(([key]) => key === name).map(([, value]) => value);
  }

  /** Asked for by the encoder, never called. */
  append(): void {}
}
