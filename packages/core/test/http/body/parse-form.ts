import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { RequestBody } from '../../../src/http/body/request-body.ts';

/** One part, as an independent parser sees it. */
export interface ParsedPart {
  readonly field: string;
  readonly value?: string;
  readonly file?: { readonly name: string; readonly type: string; readonly size: number; readonly sha256: string };
}

/** The parts of a multipart body and the number of its bytes. */
export async function parseForm(body: RequestBody): Promise<{ parts: ParsedPart[]; bytes: number }> {
  const parts: ParsedPart[] = [];
  let bytes = 0;
  const parser = new Busboy({ headers: { 'content-type': body.contentType }, preservePath: true });
  parser.on('field', (field: string, value: string) => parts.push({ field, value }));
  parser.on('file', (field, stream, name, _encoding, type) => {
    const hash = createHash('sha256');
    let size = 0;
    stream.on('data', (piece: Buffer) => {
      size += piece.length;
      hash.update(piece);
    });
    stream.on('end', () => parts.push({ field, file: { name, type, size, sha256: hash.digest('hex') } }));
  });
  const opened = body.open();
  const pieces = typeof opened === 'string' || opened instanceof Uint8Array ? [opened] : opened;
  const source = Readable.from(pieces, { objectMode: true });
  source.on('data', (piece: Uint8Array | string) => (bytes += Buffer.byteLength(piece)));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  await finished(parser);
  return { parts, bytes };
}
