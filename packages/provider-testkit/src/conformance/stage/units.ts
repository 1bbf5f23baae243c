import type { Delivery } from './delivery.ts';

/** Offsets at which the events of a body end; in a body that is not a stream of events, those of its lines. Comments belong to the event behind them. */
export function unitEnds({ body, headers }: Pick<Delivery, 'body' | 'headers'>): readonly number[] {
  const text = Buffer.from(body).toString('latin1');
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  if (!String(type).includes('event-stream')) {
    return [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
  }
  return [...text.matchAll(/^data.*(?:\r?\n.+)*\r?\n\r?\n/gm)].map(({ index, 0: found }) => index + found.length);
}
