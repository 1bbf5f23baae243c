import { Refusal, type Exchange as AnyExchange, type ReceivedRequest } from '@plugboard/emulator-kit';
import type { RekaPhase } from './scenario.ts';

/** A request that the emulator received. */
export type RekaRequest = ReceivedRequest<RekaPhase | 'other'>;

/** One request and its response. */
export type Exchange = AnyExchange<RekaPhase | 'other'>;

/** The refusal of an invalid body, in the form of the service's framework. */
export function invalid(loc: readonly (string | number)[], msg: string, type = 'value_error'): Refusal {
  return new Refusal(422, { detail: [{ loc, msg, type }] });
}
