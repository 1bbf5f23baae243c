import { Refusal, type Exchange as AnyExchange, type ReceivedRequest } from '@plugboard/emulator-kit';
import type { RekaPhase } from './scenario.ts';

/** A request that the emulator received. */
export type RekaRequest = ReceivedRequest<RekaPhase | 'other'>;

/** One request and its response. */
export type Exchange = AnyExchange<RekaPhase | 'other'>;

/** A body that does not fit, in the words of the service's framework. */
export function invalid(loc: readonly (string | number)[], msg: string, type = 'value_error'): Refusal {
  return new Refusal(422, { detail: [{ loc, msg, type }] });
}
