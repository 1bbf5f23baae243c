import type { CancelSignal } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';

/** Waits so many milliseconds; rejects with the signal's reason at once when it fires. */
export function wait(clock: CompleteClock, delayMs: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.reason !== undefined) return reject(signal.reason);
    const onCancel = (reason: PlugboardError): void => {
      cancelTimer();
      reject(reason);
    };
    // Holds the process: the caller awaits this call.
    const cancelTimer = clock.schedule(
      delayMs,
      () => {
        signal.unsubscribe(onCancel);
        resolve();
      },
      true,
    );
    signal.subscribe(onCancel);
  });
}
