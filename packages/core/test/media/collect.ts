import { createHash } from 'node:crypto';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';

/** All bytes of a stream. */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What an operation throws or rejects with, as the one error class. */
export async function failureOf(operation: () => unknown): Promise<PlugboardError> {
  try {
    await operation();
  } catch (error) {
    if (error instanceof PlugboardError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
