import { callingAuthor } from '../../exceptions/author-frames.ts';
import { replaced, type Watch } from './watch.ts';

const adding = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'] as const;

/** Watches listeners on the process that the author's code adds. */
export function watchListeners(): Watch {
  const seen: string[] = [];
  const restore = adding.map((name) =>
    replaced(process, name, (original) => {
      return function watched(...given: unknown[]): unknown {
        const author = callingAuthor(watched);
        if (author !== undefined) seen.push(`a listener for \`${String(given[0])}\`, ${author}`);
        return original(...given);
      };
    }),
  );
  return {
    seen,
    [Symbol.dispose]() {
      for (const end of restore) end();
    },
  };
}
