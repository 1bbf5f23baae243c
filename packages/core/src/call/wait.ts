import type { CompleteClock } from '../clock/clock.ts';

/** Waits so many milliseconds; rejects with the signal's reason at once when it fires. */
export function wait(clock: CompleteClock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    // Holds the process: the caller awaits this call.
    const cancel = clock.schedule(
      delayMs,
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      true,
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it fires; `work` is then left to itself. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
