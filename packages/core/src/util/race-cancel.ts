import type { PlugboardError } from '../errors/plugboard-error.ts';
import type { CancelSignal } from './cancel-signal.ts';

/** Settles as `work` does, or rejects with the signal's reason as soon as it fires; `work` is then left to itself. */
export function raceCancel<T>(work: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const leave = (reason: PlugboardError): void => {
      signal.unsubscribe(leave);
      reject(reason);
    };
    if (signal.reason === undefined) signal.subscribe(leave);
    else reject(signal.reason);
    work.then(
      (value) => {
        signal.unsubscribe(leave);
        resolve(value);
      },
      (error: unknown) => {
        signal.unsubscribe(leave);
        reject(error);
      },
    );
  });
}
