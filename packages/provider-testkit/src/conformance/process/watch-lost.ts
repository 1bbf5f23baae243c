import { describe } from '../stage/ask.ts';
import type { Watch } from './watch.ts';

const events = ['unhandledRejection', 'uncaughtException'] as const;

/** Errors that nobody handles. They are reported here, with the case that they belong to, and not by the test runner. */
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
