import { dirname, join, resolve } from 'node:path';

/** The folder of a program, where its dependencies and its config are. */
export interface Root {
  /** The folder of `manifest`, otherwise the folder where the search began. */
  readonly folder: string;
  /** The path of the package.json. `undefined`: there is none, as for a bundled program. */
  readonly manifest: string | undefined;
}

/** The nearest folder with a package.json: `start` (default: the working folder) or one above it. */
export function findRoot(start = '.'): Root {
  const first = resolve(start);
  for (let folder = first; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (fileSystem.existsSync(manifest)) return { folder, manifest };
    if (folder === dirname(folder)) return { folder: first, manifest: undefined };
  }
}

/** A root that the user chose. The folders above it are not searched. */
export function rootAt(folder: string): Root {
  const manifest = join(resolve(folder), 'package.json');
  return { folder: resolve(folder), manifest: fileSystem.existsSync(manifest) ? manifest : undefined };
}

/**
 * The functions of `node:fs` that the constructor of a client needs. An `import` would read all exports of `node:fs`. Some of
 * these load all of Node's streams, which would take a good part of the time that a program needs to start.
 */
export const fileSystem: Pick<typeof import('node:fs'), 'existsSync' | 'readFileSync' | 'statSync'> =
  process.getBuiltinModule('node:fs');
