import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The part of a file that arrived inside a request. */
export interface ReceivedFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** The file of a multipart body: `size` bytes after the head of the first part that has a file name. */
export async function fileInForm(request: IncomingMessage, size: number, restMs: number): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let head: Buffer | undefined = Buffer.alloc(0);
  let bytes = 0;
  const add = (piece: Buffer): void => {
    const part = piece.subarray(0, size - bytes);
    bytes += part.length;
    hash.update(part);
  };
  for await (const piece of pieces(request, restMs)) {
    if (head === undefined) {
      add(piece);
      continue;
    }
    head = Buffer.concat([head, piece]);
    const part: number = head.indexOf('filename=');
    const end: number = part < 0 ? -1 : head.indexOf('\r\n\r\n', part);
    if (end < 0) continue;
    add(head.subarray(end + 4));
    head = undefined;
  }
  return { sha256: hash.digest('hex'), bytes };
}

/** The file of a JSON body that holds one base64 `data:` URL. */
export async function fileInJson(request: IncomingMessage): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let state: 'before' | 'inside' | 'after' = 'before';
  let rest = '';
  let bytes = 0;
  for await (const piece of pieces(request, 0)) {
    if (state === 'after') continue;
    let text = rest + piece.toString('latin1');
    if (state === 'before') {
      const mark = text.indexOf(';base64,');
      if (mark < 0) {
        rest = text;
        continue;
      }
      text = text.slice(mark + ';base64,'.length);
      state = 'inside';
    }
    const quote = text.indexOf('"');
    if (quote >= 0) state = 'after';
    const whole = quote >= 0 ? quote : text.length - (text.length % 4);
    const decoded = Buffer.from(text.slice(0, whole), 'base64');
    bytes += decoded.length;
    hash.update(decoded);
    rest = text.slice(whole);
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function* pieces(request: IncomingMessage, restMs: number): AsyncGenerator<Buffer> {
  for await (const piece of request as AsyncIterable<Buffer>) {
    yield piece;
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}
