import timers from 'node:timers';
import { callingAuthor } from '../../exceptions/author-frames.ts';
import { replaced, type Watch } from './watch.ts';

/** Watches timers that the author's code started and that still run. */
export function watchTimers(): Watch {
  const started = new Map<object, string>();
  const restore = [globalThis, timers].flatMap((owner) =>
    (['setTimeout', 'setInterval'] as const).map((name) =>
      replaced(owner, name, (original) => watched(name, original, started)),
    ),
  );
  return {
    get seen() {
      return [...started].filter(([timer]) => isRunning(timer)).map(([, where]) => where);
    },
    [Symbol.dispose]() {
      for (const end of restore) end();
    },
  };
}

function watched(name: string, original: (...given: unknown[]) => unknown, started: Map<object, string>): unknown {
  const watching = (...given: unknown[]): unknown => {
    const timer = original(...given);
    const author = callingAuthor(watching);
    if (author !== undefined && typeof timer === 'object' && timer !== null) {
      started.set(timer, `a timer of \`${name}\`, started ${author}`);
    }
    return timer;
  };
  // `promisify` needs the other properties of the function.
  const {
    length: _length,
    name: _name,
    ...own
  } = Object.getOwnPropertyDescriptors(Reflect.get(timers, name) as object);
  return Object.defineProperties(watching, own);
}

/** Node marks a timer that has fired for the last time, or that was cleared. */
function isRunning(timer: object): boolean {
  return Reflect.get(timer, '_destroyed') === false;
}
