import { callingAuthor } from '../../exceptions/author-frames.ts';
import { replaced, type Watch } from './watch.ts';

const exits = ['exit', 'abort', 'reallyExit', 'kill'] as const;

/** Watches calls that would end the process, and prevents them from doing so. */
export function watchExits(): Watch {
  const seen: string[] = [];
  const restore = exits.map((name) =>
    replaced(process, name, (original) => {
      return function guarded(...given: unknown[]): unknown {
        const author = callingAuthor(guarded);
        // `kill` with another process id does not end this process. Everything else would.
        if (author === undefined || (name === 'kill' && given[0] !== process.pid)) return original(...given);
        seen.push(`\`process.${name}\` was called, ${author}`);
        throw new Error(`A provider called process.${name}; nothing ended.`);
      };
    }),
  );
  const code = process.exitCode;
  return {
    get seen() {
      return process.exitCode === code ? seen : [...seen, `\`process.exitCode\` became ${String(process.exitCode)}`];
    },
    [Symbol.dispose]() {
      for (const end of restore) end();
      process.exitCode = code;
    },
  };
}
