import type { Verdict } from '../access/key-usage.ts';
import type { KeyLimits } from '../gateway-options.ts';

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
  /** It asks whether a key may make a request. */
  | { readonly kind: 'admit'; readonly id: number; readonly key: string; readonly limits: KeyLimits }
  /** A request used tokens. */
  | { readonly kind: 'tokens'; readonly key: string; readonly count: number }
  /** A request that was admitted is over. */
  | { readonly kind: 'release'; readonly key: string };

/** What workers receive. */
export type ToWorker =
  /** Take no more requests, and end once the running ones are over. */
  | { readonly kind: 'close' }
  /** Read the config again. */
  | { readonly kind: 'reload' }
  /** Send your own metrics. */
  | { readonly kind: 'collect'; readonly id: number }
  /** The metrics of all workers that answered. */
  | { readonly kind: 'collected'; readonly id: number; readonly all: readonly MetricSet[] }
  /** Whether the key may make the request. */
  | { readonly kind: 'verdict'; readonly id: number; readonly verdict: Verdict };

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
