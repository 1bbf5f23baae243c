import { dirname, join, resolve } from 'node:path';
import { invalidConfig } from './shape.ts';

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

/** A root that the user chose. The folders above it are not searched. Throws `config_invalid` unless it is a path. */
export function rootAt(path: string): Root {
  const given: unknown = path;
  if (typeof given !== 'string' || given === '') {
    throw invalidConfig(
      '`root` must be the path of the folder with your package.json, as text. For a file URL, pass fileURLToPath(url).',
    );
  }
  const folder = realFolder(resolve(given));
  const manifest = join(folder, 'package.json');
  return { folder, manifest: fileSystem.existsSync(manifest) ? manifest : undefined };
}

/** Packages are found from the real folder, as Node.js does for a program that is started through a symbolic link. */
function realFolder(folder: string): string {
  try {
    return fileSystem.realpathSync(folder);
  } catch {
    return folder;
  }
}

/**
 * The functions of `node:fs` that the constructor of a client needs. An `import` would read all exports of `node:fs`. Some of
 * these load all of Node's streams, which would take a good part of the time that a program needs to start.
 */
export const fileSystem: Pick<typeof import('node:fs'), 'existsSync' | 'readFileSync' | 'realpathSync' | 'statSync'> =
  process.getBuiltinModule('node:fs');
