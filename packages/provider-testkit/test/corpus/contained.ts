import { watchEnvironment } from '../../src/conformance/process/watch-environment.ts';
import { watchExits } from '../../src/conformance/process/watch-exits.ts';
import { watchGlobals } from '../../src/conformance/process/watch-globals.ts';
import { allOf } from '../../src/conformance/process/watch.ts';

const lost = ['unhandledRejection', 'uncaughtException'] as const;

/** Runs something that may leave anything behind in the process, and puts the process back in order. */
export async function contained<T>(work: () => Promise<T>): Promise<T> {
  const before = new Set(listeners().map(([, listener]) => listener));
  // What a faulty provider loses on the way is no failure of the test.
  const handlers = lost.map((event) => [event, process.rawListeners(event)] as const);
  for (const event of lost) process.removeAllListeners(event).on(event, () => undefined);
  using _watch = allOf(
    watchEnvironment(() => false),
    watchExits(),
    watchGlobals(),
  );
  try {
    return await work();
  } finally {
    for (const [event, earlier] of handlers) {
      process.removeAllListeners(event);
      for (const handler of earlier) process.on(event, handler as Listener);
    }
    for (const [name, listener] of listeners()) if (!before.has(listener)) process.off(name, listener);
  }
}

type Listener = (...given: readonly unknown[]) => void;

function listeners(): readonly (readonly [name: string | symbol, listener: Listener])[] {
  return process
    .eventNames()
    .flatMap((name) =>
      process.listeners(name as NodeJS.Signals).map((listener) => [name, listener as Listener] as const),
    );
}
