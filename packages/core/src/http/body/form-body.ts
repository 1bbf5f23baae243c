import { randomBytes } from 'node:crypto';
import { FormDataEncoder } from 'form-data-encoder';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { cleanFileName } from '../../media/file-name.ts';
import { isMedia, mediaPart, mediaPieces, type Reading } from '../../media/media-part.ts';
import { essenceOf } from '../../media/mime-type.ts';
import type { HttpRequest } from '../../contract/http.ts';
import { pairsOf } from '../../util/is-record.ts';
import type { RequestBody } from './request-body.ts';

/**
 * A `multipart/form-data` body, written while it is sent. Line breaks of text fields become CRLF, as the HTML Standard
 * requires. Files are not changed.
 *
 * @throws PlugboardError `input_invalid` for a file whose type is not a MIME type, and for a value that is neither text
 * nor a file. `config_invalid` if `fields` is neither an object nor an iterable of pairs.
 */
export function formBody(fields: NonNullable<HttpRequest['form']>): RequestBody {
  const pairs = pairsOf(fields);
  if (pairs === undefined) throw notFields();
  const entries = pairs.map(([name, value]) => [name, formValue(name, value)] as const);
  // Use only the encoder's headers and framing: its own way of reading files copies every piece.
  const encoder = new FormDataEncoder(
    new FormEntries(entries) as never,
    `plugboard-${randomBytes(18).toString('hex')}`,
  );
  const { contentType, contentLength } = encoder;
  return {
    contentType,
    length: contentLength === undefined ? undefined : Number(contentLength),
    open: (reading = 'send') =>
      entries.some(([, value]) => value instanceof FormFile) ? write(encoder, reading) : whole(encoder),
  };
}

function notFields(): PlugboardError {
  return new PlugboardError(
    'config_invalid',
    'The form of a request must be an object of names and values, or a FormData.',
  );
}

function formValue(name: string, value: unknown): string | FormFile {
  if (typeof value === 'string') return value;
  if (isMedia(value)) {
    const part = mediaPart(value);
    return new FormFile(value.name, part.type, part.size, (reading) => mediaPieces(part, reading));
  }
  if (value instanceof Blob) {
    const fileName: unknown = Reflect.get(value, 'name');
    return new FormFile(fileName, essenceOf(value.type) ?? 'application/octet-stream', value.size, () =>
      value.stream(),
    );
  }
  throw new PlugboardError(
    'input_invalid',
    `The form field ${JSON.stringify(name)} is neither text nor a file. Give a string, a Media of the request, or a Blob.`,
  );
}

function whole(encoder: FormDataEncoder): Uint8Array {
  return Buffer.concat([...(encoder.values() as Iterable<unknown>)].filter((part) => part instanceof Uint8Array));
}

async function* write(encoder: FormDataEncoder, reading: Reading): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of encoder.values() as Iterable<unknown>) {
    if (part instanceof FormFile) yield* part.pieces(reading);
    else if (part instanceof Uint8Array) yield part;
  }
}

/** What the encoder recognizes as a `File`. */
class FormFile {
  readonly pieces: (reading: Reading) => AsyncIterable<Uint8Array>;
  readonly name: string;
  readonly type: string;
  readonly size: number | undefined;

  constructor(name: unknown, type: string, size: number | undefined, pieces: FormFile['pieces']) {
    this.pieces = pieces;
    this.type = type;
    this.size = size;
    // Core's media have clean names already, but a provider may make its own.
    this.name = cleanFileName(typeof name === 'string' ? name : undefined, type);
  }

  get [Symbol.toStringTag](): string {
    return 'File';
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.pieces('send');
  }
}

/** What the encoder recognizes as a `FormData`. */
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

  /** The encoder checks that it exists, but never calls it. */
  append(): void {}
}
