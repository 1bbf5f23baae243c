/** A multiple of 3, so that whole pieces leave nothing over; bounds the memory for sources that give one huge piece. */
const groupLength = 384 * 1024;

/** A multiple of 3. */
const stepLength = 24 * 1024;

/** Characters of the base64 text of so many bytes, padding included. */
export function base64Length(byteLength: number): number {
  return Math.ceil(byteLength / 3) * 4;
}

/**
 * The base64 text of a stream of bytes, as ASCII bytes. With `borrow`, every piece is written to the same memory: it is good
 * until the next one is asked for.
 */
export async function* base64Pieces(
  source: AsyncIterable<Uint8Array>,
  borrow = false,
): AsyncGenerator<Uint8Array, void, undefined> {
  let shared: Buffer | undefined;
  const memory = (length: number): Buffer => {
    if (!borrow) return Buffer.allocUnsafeSlow(length);
    if (shared === undefined || shared.length < length) shared = Buffer.allocUnsafeSlow(length);
    return shared.subarray(0, length);
  };
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
      const encoded = memory(base64Length(rest.length + end - offset));
      encode(piece.subarray(offset, end), encoded, encoded.write(rest.toString('base64'), 'latin1'));
      yield encoded;
      rest = Buffer.alloc(0);
      offset = end;
    }
    if (offset < piece.byteLength) rest = Buffer.from(piece.subarray(offset));
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}

/** In steps whose texts are small enough to be let go of at once; `bytes` are groups of three. */
function encode(bytes: Uint8Array, into: Buffer, from: number): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = from;
  for (let start = 0; start < source.length; start += stepLength) {
    position += into.write(source.toString('base64', start, start + stepLength), position, 'latin1');
  }
}
