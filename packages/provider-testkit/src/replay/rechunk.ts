import { seededRandom } from './seeded-random.ts';

/** Other chunk edges: each byte alone, line ends as CRLF (server-sent events), or random pieces from this seed. */
export type Rechunk = 'bytes' | 'crlf' | number;

interface Piece {
  readonly afterMs: number;
  readonly bytes: Buffer;
}

const longestPiece = 24;

/** Cuts a body into other pieces. Its contents stay, except for the line ends of `crlf`. */
export function rechunk(pieces: readonly Piece[], how: Rechunk | undefined, contentType: string): readonly Piece[] {
  if (how === undefined) return pieces;
  if (how === 'crlf') {
    if (!contentType.startsWith('text/event-stream')) return pieces;
    return pieces.map(({ afterMs, bytes }) => ({
      afterMs,
      bytes: Buffer.from(bytes.toString('latin1').replaceAll(/\r\n|\n/g, '\r\n'), 'latin1'),
    }));
  }
  const whole = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const random = how === 'bytes' ? undefined : seededRandom(how);
  const cut: Piece[] = [];
  for (let start = 0; start < whole.length;) {
    const size = random === undefined ? 1 : 1 + Math.floor(random() * longestPiece);
    cut.push({ afterMs: 0, bytes: whole.subarray(start, start + size) });
    start += size;
  }
  return cut;
}
