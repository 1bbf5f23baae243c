/** So many bytes are compared one by one; more are cheaper to compare all at once. */
const few = 64;

/** A stretch of some bytes. */
export interface Stretch {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/**
 * How many bytes are the same from the starts of both on.
 * @param guess A number of bytes that are likely to be the same.
 */
export function commonLength(left: Stretch, right: Stretch, guess: number): number {
  let bound = Math.min(left.to - left.from, right.to - right.from);
  let shared = 0;
  const tryStep = (step: number): boolean => {
    const agrees = agree(left.bytes, left.from + shared, right.bytes, right.from + shared, step);
    if (agrees) shared += step;
    else bound = shared + step;
    return agrees;
  };
  if (guess <= few || tryStep(Math.min(guess, bound))) {
    for (let step = few; bound - shared > step && tryStep(step); step *= 2);
  }
  while (bound - shared > few) tryStep((bound - shared) >> 1);
  while (shared < bound && left.bytes[left.from + shared] === right.bytes[right.from + shared]) shared += 1;
  return shared;
}

function agree(left: Buffer, leftFrom: number, right: Buffer, rightFrom: number, length: number): boolean {
  return left.compare(right, rightFrom, rightFrom + length, leftFrom, leftFrom + length) === 0;
}
