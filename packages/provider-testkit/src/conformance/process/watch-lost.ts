import { describe } from '../stage/ask.ts';
import type { Watch } from './watch.ts';

const events = ['unhandledRejection', 'uncaughtException'] as const;

/** Watches unhandled errors, so that the case to which they belong reports them instead of the test runner. */
export function watchLost(): Watch {
  const seen: string[] = [];
  const note = (error: unknown): void => {
    seen.push(describe(error).split('\n', 1)[0] ?? '');
  };
  const others = events.map((event) => [event, process.rawListeners(event)] as const);
  for (const event of events) process.removeAllListeners(event).on(event, note);
  return {
    seen,
    [Symbol.dispose]() {
      for (const [event, listeners] of others) {
        process.off(event, note);
        for (const listener of listeners) process.on(event, listener as () => void);
      }
    },
  };
}
