import { sanitizeCause } from '../errors/sanitized-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';

/** The one way a file is refused. `problem` is a sentence, or several, about the file that `label` names. */
export function mediaError(label: string, problem: string, cause?: unknown): PlugboardError {
  return new PlugboardError('input_invalid', `Cannot use ${label}: ${problem}`, { cause: sanitizeCause(cause) });
}

/** A failure while the bytes were on their way; what is ours already stays as it is. */
export function readError(label: string, cause: unknown): PlugboardError {
  if (PlugboardError.isInstance(cause)) return cause;
  const reduced = sanitizeCause(cause);
  // A `Blob` of `openAsBlob` says this when its file is no longer what it was.
  if (reduced?.name === 'NotReadableError') return changedError(label, cause);
  return mediaError(label, `its source failed while it was read (${reduced?.message ?? 'no reason given'}).`, cause);
}

/** The bytes are no longer those that were looked at first. */
export function changedError(label: string, cause?: unknown): PlugboardError {
  return mediaError(label, 'it changed while it was read. Do not touch a file before the call has ended.', cause);
}

/** A one-shot source that was asked for its bytes again. */
export function consumedError(label: string): PlugboardError {
  return mediaError(
    label,
    'the stream has been read already and cannot be read again. Pass file(path), bytes or a Blob where a file is needed more than once.',
  );
}
