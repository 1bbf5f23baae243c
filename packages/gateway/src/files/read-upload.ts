import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { readBody } from '../body/read-body.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { Refusal } from '../wire/refusal.ts';

/** The result of an upload. */
export interface Upload {
  readonly filename: string;
  readonly type: string | undefined;
  readonly purpose: string;
  readonly bytes: number;
  /** Bytes of the whole body. */
  readonly receivedBytes: number;
}

interface Part {
  readonly filename: string;
  readonly type: string;
  readonly written: Promise<number>;
}

/**
 * Reads a form with one `file`, which goes to disk as it arrives, and its `purpose`. Throws a refusal. The caller then removes what was
 * written.
 */
export async function readUpload(exchange: Exchange, limit: number, path: string): Promise<Upload> {
  const form = openForm(exchange);
  let part: Part | undefined;
  let others = 0;
  let purpose = 'user_data';
  form.on('file', (field, stream: Readable, filename, _encoding, type) => {
    if (field !== 'file' || part !== undefined) {
      others += 1;
      stream.resume();
      return;
    }
    part = { filename, type, written: writePart(stream, path) };
    // The promise is awaited below, unless the form fails first.
    part.written.catch(() => undefined);
  });
  form.on('field', (field, value) => {
    if (field === 'purpose' && typeof value === 'string') purpose = value.slice(0, 100);
  });
  const formEnded = new Promise<void>((resolve, reject) => form.once('finish', resolve).once('error', reject));
  formEnded.catch(() => undefined);
  const receivedBytes = await readBody(exchange, limit, (chunk) => {
    if (form.write(chunk)) return undefined;
    return new Promise((resolve) => form.once('drain', resolve));
  });
  form.end();
  await formEnded.catch(() => {
    throw invalidForm('is not complete');
  });
  if (others > 0) throw invalidForm('has more than one file, or a file in a field other than "file"');
  if (part === undefined) throw invalidForm('has no file in the field "file"');
  const bytes = await part.written;
  const type = part.type === 'application/octet-stream' ? undefined : part.type;
  return { filename: part.filename || 'upload', type, purpose, bytes, receivedBytes };
}

function openForm(exchange: Exchange): BusboyInstance {
  const headers: BusboyHeaders = { 'content-type': exchange.header('content-type') ?? '' };
  try {
    return new Busboy({ headers, limits: { fields: 20, fieldSize: 64 * 1024, files: 4 } });
  } catch {
    throw invalidForm('has no boundary in its content-type');
  }
}

async function writePart(stream: Readable, path: string): Promise<number> {
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(stream, target);
  return target.bytesWritten;
}

function invalidForm(says: string): Refusal {
  return new Refusal(`The form ${says}.`, { status: 400, code: 'invalid_form', param: 'file' });
}
