import { resolve } from 'node:path';
import { explicitType } from './explicit-type.ts';
import { mediaError } from './media-error.ts';

/** What a `NamedFile` of any installed copy tells of itself. JSON has no symbols, so data never have it. */
const namedKey: unique symbol = Symbol.for('plugboard.named-file') as never;

interface Named {
  /** Absolute. */
  readonly path: string;
  readonly type: string | undefined;
}

let construct: (named: Named) => NamedFile;

/** A file on disk, named by code: what `file()` makes. A copy of it through JSON or `structuredClone` names nothing. */
export class NamedFile {
  readonly kind = 'named-file';

  private constructor(named: Named) {
    // Not declared, so that the value of another copy fits the type as well.
    Object.defineProperty(this, namedKey, { value: named });
  }

  static {
    construct = (named) => new NamedFile(named);
  }
}

/**
 * Names a file on disk, wherever a picture or another file may stand. It is opened when the call needs it, anew for each try.
 *
 * A plain object or string is never read from disk: what came as JSON could say the same.
 *
 * @param path - Relative to the working folder of this moment, or absolute.
 * @param options - `type`: its MIME type, where its bytes do not tell it; they win.
 * @throws PlugboardError `input_invalid` for a path that is not text, empty or with NUL, and for a type that is not a MIME type.
 */
export function file(path: string, options: { readonly type?: string | undefined } = {}): NamedFile {
  return construct(checked(path, options.type, 'file()'));
}

/** What `file()` of any installed copy named; `undefined` for everything else. */
export function namedBy(input: object, label: string): Named | undefined {
  if (!(namedKey in input)) return undefined;
  const named: unknown = Reflect.get(input, namedKey);
  if (typeof named !== 'object' || named === null) return undefined;
  return checked(Reflect.get(named, 'path'), Reflect.get(named, 'type'), label);
}

function checked(path: unknown, type: unknown, label: string): Named {
  if (typeof path !== 'string' || path === '')
    throw mediaError(label, 'its path is not a string, or empty. A URL object is passed as it is, without file().');
  if (path.includes('\0')) throw mediaError(label, 'its path holds a NUL character.');
  // Now, not when it is read: the working folder may be another one by then.
  return { path: resolve(path), type: type === undefined ? undefined : explicitType(type, label) };
}
