import { sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { serviceText } from '../errors/quote.ts';

/** The error for a file that cannot be used. `problem` is one or more sentences about the file that `label` names. */
export function mediaError(label: string, problem: string, cause?: unknown): PlugboardError {
  return new PlugboardError('input_invalid', `Cannot use ${label}: ${problem}`, { cause: sanitizeCause(cause) });
}

/** The error for a failure while a file was read. A `PlugboardError` stays as it is. */
export function readError(label: string, cause: unknown): PlugboardError {
  if (PlugboardError.isInstance(cause)) return cause;
  const reduced = sanitizeCause(cause);
  // A `Blob` from Node's `openAsBlob` fails with this when its file has changed.
  if (reduced?.name === 'NotReadableError') return changedError(label, cause);
  return mediaError(label, `its source failed while it was read (${reduced?.message ?? 'no reason given'}).`, cause);
}

/** The error for a file that changed after core inspected it. */
export function changedError(label: string, cause?: unknown): PlugboardError {
  return mediaError(label, 'it changed while it was read. Do not change a file before the call has ended.', cause);
}

/** The error for a second read of a source that can be read only once. */
export function consumedError(label: string): PlugboardError {
  return mediaError(
    label,
    'the stream has already been read and cannot be read again. Pass file(path), bytes or a Blob where a file is needed more than once.',
  );
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no file'],
  ['ENOTDIR', 'there is no file'],
  ['EACCES', 'this process is not allowed to read'],
  ['EPERM', 'this process is not allowed to read'],
  ['EISDIR', 'it is a folder:'],
  ['ELOOP', 'too many symbolic links lead to'],
  ['ENAMETOOLONG', 'the system does not accept a name as long as'],
  ['EMFILE', 'this process has too many open files to open'],
  ['ENFILE', 'the system has too many open files to open'],
]);

/** The error for a file that could not be opened, by the error code of the system. */
export function openError(label: string, path: string, cause: unknown): PlugboardError {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  const reason = reasons.get(code) ?? 'the system cannot open';
  return mediaError(label, `${reason} ${JSON.stringify(serviceText(path))}.`, cause);
}
