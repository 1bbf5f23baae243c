import type { CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import type { WirePhase } from '../errors/codes.ts';
import type { Redactor } from '../errors/redactor.ts';
import type { Logger } from '../contract/provider-host.ts';
import type { RequestTargets } from './request-targets.ts';
import type { Transport } from './socket/transport.ts';
import type { StreamActivity } from '../stream/stream-timers.ts';

/** Milliseconds. `connect` belongs to the transport; `total` and `upload` to the call. */
export interface HttpTimeouts {
  /** From the end of the request to the headers of the answer. */
  readonly headers: number;
  /** The same for a chat, which a model may have to be loaded for, and may think about. Absent: as `headers`. */
  readonly chatHeaders?: number | undefined;
  /** Between pieces of a JSON or raw body. */
  readonly idle: number;
}

/** Milliseconds that the headers of an answer may take. */
export function headersLimit({ timeouts }: HttpScope, phase: WirePhase): number {
  return (phase === 'chat' ? timeouts.chatHeaders : undefined) ?? timeouts.headers;
}

/** What an `Http` is bound to: an instance (shared work such as tokens) or one call. */
export interface HttpScope {
  readonly transport: Transport;
  readonly targets: RequestTargets;
  readonly clock: CompleteClock;
  readonly redactor: Redactor;
  readonly log: Logger;
  readonly timeouts: HttpTimeouts;
  /** The instance's name, for messages. */
  readonly provider: string;
  /** The call's. Its reason is what waiting requests reject with. */
  readonly signal?: CancelSignal | undefined;
  readonly activity?: StreamActivity | undefined;
  /** Told of each step before it begins, so that an abort can say how far the call got: `auth` while a token is loaded. */
  readonly entered?: ((phase: WirePhase) => void) | undefined;
  /** The caller's `RequestOptions.headers`: sent to `baseUrl`'s origin, after the provider's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What the call itself says: left out where the text of a service is quoted. Asked for only then. */
  readonly ownWords?: (() => readonly string[]) | undefined;
}
