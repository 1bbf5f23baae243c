import type { Delivery } from './delivery.ts';

/** This many bytes are sent one by one, and the rest in one piece. Longer bodies would only repeat the same edges. */
const mostSingleBytes = 192;

/** Each byte in a write of its own, from an offset on. */
export function cutEachByte(delivery: Delivery, from = 0): Delivery {
  const count = Math.min(delivery.body.length - from, mostSingleBytes);
  return { ...delivery, cuts: Array.from({ length: count }, (_, index) => from + index + 1) };
}

/** Line ends as CRLF, each cut between its CR and its LF. */
export function crlf(delivery: Delivery): Delivery {
  const body = Buffer.from(Buffer.from(delivery.body).toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
  const cuts: number[] = [];
  for (let at = body.indexOf(13); at !== -1; at = body.indexOf(13, at + 1)) cuts.push(at + 1);
  return { ...delivery, body, cuts };
}

/** The whole body in one write. */
export function inOnePiece(delivery: Delivery): Delivery {
  return { ...delivery, cuts: [] };
}

/** Each line in two pieces, between two of its ASCII characters. */
export function cutLines(delivery: Delivery): Delivery {
  const { body } = delivery;
  const isPlain = (at: number): boolean => (body[at - 1] ?? 128) < 128 && (body[at] ?? 128) < 128;
  const cuts: number[] = [];
  for (let start = 0; start < body.length;) {
    const found = body.indexOf(10, start);
    const end = found === -1 ? body.length : found;
    let at = Math.floor((start + end) / 2);
    while (at < end && !isPlain(at)) at += 1;
    if (at > start && at < end) cuts.push(at);
    start = end + 1;
  }
  return { ...delivery, cuts };
}

/** Cuts inside of every character that has several bytes. */
export function cutCharacters(delivery: Delivery): Delivery {
  const cuts = [...delivery.body.keys()].filter((index) => ((delivery.body[index] ?? 0) & 0xc0) === 0x80);
  return { ...delivery, cuts };
}

/** Pieces of 1 to 24 bytes, or of up to 200 if the seed is even. The same seed gives the same pieces. */
export function cutFromSeed(delivery: Delivery, seed: number): Delivery {
  const cuts: number[] = [];
  const most = seed % 2 === 0 ? 200 : 24;
  let state = seed >>> 0 || 1;
  for (let at = 0; at < delivery.body.length;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    at += 1 + ((state >>> 16) % most);
    cuts.push(at);
  }
  return { ...delivery, cuts: cuts.filter((cut) => cut < delivery.body.length) };
}
