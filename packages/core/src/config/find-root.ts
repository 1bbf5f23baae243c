import { dirname, join, resolve } from 'node:path';

/** Where a program begins. */
export interface Root {
  /** The folder of `manifest`, else the start. */
  readonly folder: string;
  /** Path of the package.json; `undefined`: there is none, as beside a bundled program. */
  readonly manifest: string | undefined;
}

/** The nearest folder with a package.json, from `start` (default: the working folder) up. */
export function findRoot(start = '.'): Root {
  const first = resolve(start);
  for (let folder = first; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (fileSystem.existsSync(manifest)) return { folder, manifest };
    if (folder === dirname(folder)) return { folder: first, manifest: undefined };
  }
}

/** A root that was chosen by hand: nothing above it is looked at. */
export function rootAt(folder: string): Root {
  const manifest = join(resolve(folder), 'package.json');
  return { folder: resolve(folder), manifest: fileSystem.existsSync(manifest) ? manifest : undefined };
}

/**
 * The functions of `node:fs` that a client needs when it is made. An `import` of it reads all of its exports, some of which
 * load all of Node's streams: that would be a good part of the time in which a program starts.
 */
export const fileSystem: Pick<typeof import('node:fs'), 'existsSync' | 'readFileSync' | 'statSync'> =
  process.getBuiltinModule('node:fs');
