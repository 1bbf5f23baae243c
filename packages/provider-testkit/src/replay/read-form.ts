import { Busboy } from '@fastify/busboy';
import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';

/** One part of a multipart body. */
export type FormPart =
  | { readonly field: string; readonly value: string }
  | {
      readonly field: string;
      readonly file: { readonly name: string; readonly type: string; readonly size: number; readonly sha256: string };
      readonly bytes: Buffer;
    };

/** Reads a multipart body with a parser that is independent of the encoder. Rejects if the body is malformed. */
export async function readForm(contentType: string, body: Buffer): Promise<readonly FormPart[]> {
  const parts: FormPart[] = [];
  const parser = new Busboy({ headers: { 'content-type': contentType }, preservePath: true });
  parser.on('field', (field, value) => parts.push({ field, value }));
  parser.on('file', (field, stream, name, _encoding, type) => {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('end', () => {
      const bytes = Buffer.concat(pieces);
      const file = { name, type, size: bytes.length, sha256: digestOf(bytes) };
      parts.push({ field, file, bytes });
    });
  });
  parser.end(body);
  await finished(parser);
  return parts;
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
