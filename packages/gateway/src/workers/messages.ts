import type { KeyUse } from '../access/key-usage.ts';

/** The metrics of one process, as prom-client returns them. */
export type MetricSet = object;

/** What a worker sends to the process that started it. */
export type FromWorker =
  /** It listens. */
  | { readonly kind: 'ready'; readonly url: string; readonly port: number }
  /** It needs the metrics of all workers. */
  | { readonly kind: 'collect'; readonly id: number }
  /** Its own metrics. */
  | { readonly kind: 'metrics'; readonly id: number; readonly metrics: MetricSet | undefined }
  /** It wants to know what keys use, and have used, elsewhere. */
  | { readonly kind: 'share-use' }
  /** A key was used here. */
  | { readonly kind: 'use'; readonly use: KeyUse };

/** What workers receive. */
export type ToWorker =
  /** Take no more requests, and end once the running ones are over. */
  | { readonly kind: 'close' }
  /** Send your own metrics. */
  | { readonly kind: 'collect'; readonly id: number }
  /** The metrics of all workers that answered. */
  | { readonly kind: 'collected'; readonly id: number; readonly all: readonly MetricSet[] }
  /** A key was used by another worker. */
  | { readonly kind: 'use'; readonly use: KeyUse };

interface Envelope<Message> {
  readonly plugboardGateway: Message;
}

/** Programs may send other messages over the same channel. */
export function wrapped<Message>(message: Message): Envelope<Message> {
  return { plugboardGateway: message };
}

/** What was sent with {@link wrapped}; `undefined` for every other message. Both ends are the same version of this package. */
export function unwrapped<Message extends FromWorker | ToWorker>(received: unknown): Message | undefined {
  if (typeof received !== 'object' || received === null || !('plugboardGateway' in received)) return undefined;
  return received.plugboardGateway as Message;
}
