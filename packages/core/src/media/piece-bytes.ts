/** What a source gave, as bytes; a view of the same memory. `undefined`: it is none. */
export function bytesOfPiece(piece: unknown): Uint8Array | undefined {
  if (piece instanceof Uint8Array) return piece;
  return ArrayBuffer.isView(piece) ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength) : undefined;
}

/** What it is instead, for messages. */
export function nameOfPiece(piece: unknown): string {
  return typeof piece === 'string' ? 'text' : piece === null ? 'null' : `${typeof piece}s`;
}
