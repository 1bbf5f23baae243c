import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { callingAuthor } from '../../exceptions/author-frames.ts';
import { replaced, type Watch } from './watch.ts';

const writing = [
  'appendFile',
  'copyFile',
  'createWriteStream',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'truncate',
  'unlink',
  'writeFile',
] as const;
const reading = ['access', 'createReadStream', 'exists', 'lstat', 'open', 'readdir', 'readFile', 'stat'] as const;

/** Watches what the author's code does with files: writes, and with `reads` also reads. */
export function watchFiles({ reads }: { readonly reads: boolean }): Watch {
  const seen = new Set<string>();
  const restore = [...writing, ...(reads ? reading : [])].flatMap((name) =>
    (
      [
        [fs, name],
        [fs, `${name}Sync`],
        [fs.promises, name],
      ] as const
    ).map(([owner, method]) => replaced(owner, method, (original) => watched(method, original, seen))),
  );
  // Updates named imports as well.
  syncBuiltinESMExports();
  return {
    get seen() {
      return [...seen];
    },
    [Symbol.dispose]() {
      for (const end of restore) end();
      syncBuiltinESMExports();
    },
  };
}

function watched(name: string, original: (...given: unknown[]) => unknown, seen: Set<string>): unknown {
  return function watching(...given: unknown[]): unknown {
    const author = callingAuthor(watching);
    if (author !== undefined) seen.add(`\`${name}\` was called for ${shown(given[0])}, ${author}`);
    return original(...given);
  };
}

function shown(path: unknown): string {
  return typeof path === 'string' || path instanceof URL ? JSON.stringify(String(path)) : 'a file';
}
