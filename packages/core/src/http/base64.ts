/** A multiple of 3, so that whole pieces leave nothing over; bounds the memory for sources that give one huge piece. */
const groupLength = 384 * 1024;

/** Characters of the base64 text of so many bytes, padding included. */
export function base64Length(byteLength: number): number {
  return Math.ceil(byteLength / 3) * 4;
}

/** The base64 text of a stream of bytes, as ASCII bytes. */
export async function* base64Pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    let offset = 0;
    if (rest.length > 0) {
      const missing = Math.min(3 - rest.length, piece.byteLength);
      rest = Buffer.concat([rest, piece.subarray(0, missing)]);
      offset = missing;
      if (rest.length < 3) continue;
    }
    while (piece.byteLength - offset >= 3 || rest.length === 3) {
      const whole = piece.byteLength - offset - ((piece.byteLength - offset) % 3);
      const end = offset + Math.min(whole, groupLength);
      yield encode(rest, piece.subarray(offset, end));
      rest = Buffer.alloc(0);
      offset = end;
    }
    if (offset < piece.byteLength) rest = Buffer.from(piece.subarray(offset));
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

/** `first` is empty or three bytes; the length of `bytes` is a multiple of three. */
function encode(first: Buffer, bytes: Uint8Array): Uint8Array {
  const start = first.toString('base64');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const encoded = Buffer.allocUnsafeSlow(start.length + text.length);
  encoded.write(start, 0, 'latin1');
  encoded.write(text, start.length, 'latin1');
  return encoded;
}
