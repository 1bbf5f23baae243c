import type { Media, MediaKind } from '@plugboard/core/provider';
import type { Stage } from './stage.ts';
import { sampleFile } from './sample-file.ts';

/** Whether a request contains the bytes of a file, raw or as base64. */
export function bodyHasFile(body: Uint8Array, bytes: Buffer): boolean {
  const sent = Buffer.from(body);
  return sent.includes(bytes) || sent.includes(bytes.toString('base64'));
}

/** Whether a file arrived in any request of a stage. */
export function fileArrived(stage: Stage, bytes: Buffer): boolean {
  return stage.service.all.some(({ body }) => bodyHasFile(body, bytes));
}

/**
 * How many foreign bytes are around the file in a place where only the file belongs: a part of a form, or the body. 0 if the format of
 * the request has other things beside a file.
 */
export function bytesBeside(stage: Stage, bytes: Buffer): number {
  for (const { body, headers } of stage.service.all) {
    const sent = Buffer.from(body);
    const start = sent.indexOf(bytes);
    if (start === -1) continue;
    const rest = sent.subarray(start + bytes.length);
    const isPart = String(headers.get('content-type')).includes('multipart/form-data');
    if (isPart) return Math.max(0, rest.indexOf('\r\n--'));
    if (start === 0) return rest.length;
  }
  return 0;
}

/** How many bytes of a file arrived, from its beginning on. */
export function bytesArrived(stage: Stage, bytes: Buffer): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    // The base64 of a beginning is the beginning of the base64, unless it cuts a group of three bytes.
    const middle = Math.min(high, Math.max(low + 1, Math.ceil((low + high) / 6) * 3));
    if (fileArrived(stage, bytes.subarray(0, middle - (middle % 3)))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A file of any size that begins like others of its kind, and nowhere repeats itself. */
export function largeFile(kind: MediaKind, size: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size);
  sampleFile(kind, 'large').copy(bytes);
  for (let at = 128; at + 4 <= size; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

/** Files of a kind by their types, as somebody would save them. */
export const typedFiles: readonly (readonly [type: Media['type'], name: string, bytes: Buffer<ArrayBuffer>])[] = [
  ['image/png', 'photo.jpg', sampleFile('image', 'typed')],
  ['image/jpeg', 'drawing.png', beginning('ffd8ffe000104a46494600010100000100010000')],
  ['image/gif', 'picture.webp', beginning('474946383961010001008000')],
  ['image/webp', 'picture', beginning('5249464624000000574542505650382018000000')],
];

function beginning(hex: string): Buffer<ArrayBuffer> {
  return Buffer.concat([Buffer.from(hex, 'hex'), sampleFile('image', hex).subarray(32)]);
}
