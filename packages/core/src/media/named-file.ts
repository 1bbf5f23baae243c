import { resolve } from 'node:path';
import { explicitType } from './mime-type.ts';
import { mediaError } from './media-error.ts';

/** Marks a `NamedFile` of any installed copy. Data from JSON never have it, because JSON has no symbols. */
const namedKey: unique symbol = Symbol.for('plugboard.named-file') as never;

interface Named {
  /** Absolute. */
  readonly path: string;
  readonly type: string | undefined;
}

let construct: (named: Named) => NamedFile;

/** A file on disk, named by code: what `file()` returns. A copy made through JSON or `structuredClone` names no file. */
export class NamedFile {
  readonly kind = 'named-file';

  private constructor(named: Named) {
    // Not declared as a field, so that a `NamedFile` of another installed copy matches the type too.
    Object.defineProperty(this, namedKey, { value: named });
  }

  static {
    construct = (named) => new NamedFile(named);
  }
}

/**
 * Names a file on disk. Pass the result wherever a call takes an image or another file. Each attempt of the call opens
 * the file again.
 *
 * A plain object or string is never read from disk, because JSON from a stranger could contain it.
 *
 * @param path - Absolute, or relative to the current working directory.
 * @param options - `type`: its MIME type, for formats that the bytes do not show. The bytes take precedence.
 * @throws PlugboardError `input_invalid` for a path that is not a string, is empty or contains NUL, and for a type that is not a MIME type.
 */
export function file(path: string, options: { readonly type?: string | undefined } = {}): NamedFile {
  return construct(checked(path, options.type, 'file()'));
}

/** The file that `file()` of any installed copy named. `undefined` for any other object. */
export function namedBy(input: object, label: string): Named | undefined {
  if (!(namedKey in input)) return undefined;
  const named: unknown = Reflect.get(input, namedKey);
  if (typeof named !== 'object' || named === null) return undefined;
  return checked(Reflect.get(named, 'path'), Reflect.get(named, 'type'), label);
}

function checked(path: unknown, type: unknown, label: string): Named {
  if (typeof path !== 'string' || path === '')
    throw mediaError(label, 'its path is not a string, or is empty. Pass a URL object as it is, without file().');
  if (path.includes('\0')) throw mediaError(label, 'its path contains a NUL character.');
  // Resolved now, because the working folder may have changed by the time the file is read.
  return { path: resolve(path), type: type === undefined ? undefined : explicitType(type, label) };
}
