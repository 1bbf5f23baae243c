import { distance } from 'fastest-levenshtein';
import { compareText } from './claims.ts';

/** Longer names are not compared: the cost grows with the square. */
const longest = 200;

/** Up to three names that a typing error or a cut-off ending could have turned into `name`, the nearest first. */
export function nearestNames(name: string, names: Iterable<string>): readonly string[] {
  if (name === '' || name.length > longest) return [];
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length * 0.4));
  const near = [...new Set(names)]
    .filter((known) => known.length <= longest && known !== name)
    .map((known) => ({ known, far: howFar(wanted, known.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || compareText(a.known, b.known));
  return near
    .filter(({ far }) => far <= (near[0]?.far ?? 0) + 1)
    .slice(0, 3)
    .map(({ known }) => known);
}

function howFar(wanted: string, known: string): number {
  // `reka` is a likely short form of `reka-core`, although five letters are missing.
  return wanted.length >= 3 && known.startsWith(wanted) ? 1 : distance(wanted, known);
}
