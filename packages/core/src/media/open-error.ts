import type { PlugboardError } from '../errors/plugboard-error.ts';
import { serviceText } from '../errors/quote.ts';
import { mediaError } from './media-error.ts';

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no file'],
  ['ENOTDIR', 'there is no file'],
  ['EACCES', 'this process may not read'],
  ['EPERM', 'this process may not read'],
  ['EISDIR', 'it is a folder:'],
  ['ELOOP', 'too many symbolic links lead to'],
  ['ENAMETOOLONG', 'the system takes no name so long as'],
  ['EMFILE', 'this process has too many files open to open'],
  ['ENFILE', 'the system has too many files open to open'],
]);

/** Why a file could not be opened, by the code of the system. */
export function openError(label: string, path: string, cause: unknown): PlugboardError {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  const reason = reasons.get(code) ?? 'the system cannot open';
  return mediaError(label, `${reason} ${JSON.stringify(serviceText(path))}.`, cause);
}
