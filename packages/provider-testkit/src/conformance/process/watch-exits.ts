import { callingAuthor } from '../../exceptions/author-frames.ts';
import { replaced, type Watch } from './watch.ts';

const exits = ['exit', 'abort', 'reallyExit', 'kill'] as const;

/** Whatever would end the process is written down, and does not. */
export function watchExits(): Watch {
  const seen: string[] = [];
  const restore = exits.map((name) =>
    replaced(process, name, (original) => {
      return function guarded(...given: unknown[]): unknown {
        const author = callingAuthor(guarded);
        // Other processes are killed by their number. Anything else may end this process.
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
