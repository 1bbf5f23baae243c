import { watchEnvironment } from '../../src/conformance/process/watch-environment.ts';
import { watchExits } from '../../src/conformance/process/watch-exits.ts';
import { watchGlobals } from '../../src/conformance/process/watch-globals.ts';
import { allOf } from '../../src/conformance/process/watch.ts';

const lost = 'unhandledRejection';

/** Runs something that may leave anything behind in the process, and puts the process back in order. */
export async function contained<T>(work: () => Promise<T>): Promise<T> {
  const before = new Set(listeners().map(([, listener]) => listener));
  // What a faulty provider loses on the way is no failure of the test.
  const handlers = process.listeners(lost);
  process.removeAllListeners(lost).on(lost, () => undefined);
  using _watch = allOf(
    watchEnvironment(() => false),
    watchExits(),
    watchGlobals(),
  );
  try {
    return await work();
  } finally {
    process.removeAllListeners(lost);
    for (const handler of handlers) process.on(lost, handler);
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
