import { copyError } from '../errors/copy-error.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { retryHintOf, withRetryHint } from '../errors/retry-hint.ts';

/** What a provider failed with, under the name that it has before content, or behind it. */
export function named(thrown: unknown, hasContent: boolean): PlugboardError {
  // The call knows the phase: a token may be loaded on the way.
  const error = normalizeThrown(thrown, 'setup');
  if (hasContent && error.code === 'connection_failed') return renamed(error, 'stream_truncated');
  if (!hasContent && error.code === 'stream_truncated') return renamed(error, 'connection_failed');
  return error;
}

function renamed(error: PlugboardError, code: 'stream_truncated' | 'connection_failed'): PlugboardError {
  // Whether a retry may help depends on the code.
  const other = copyError(error, { code, retryable: undefined });
  return withRetryHint(
    other,
    code === 'stream_truncated' ? 'never' : retryHintOf(error) === 'safe' ? 'safe' : 'duplicate',
  );
}

/** A stream that ended without `finish`. */
export function truncated(): PlugboardError {
  const message = 'The answer was cut off: the stream ended before the service said that it had finished.';
  return new PlugboardError('stream_truncated', message, { phase: 'chat' });
}

/** The same without content. */
export function emptyResponse(): PlugboardError {
  return new PlugboardError('empty_response', 'The service ended its answer without saying anything.', {
    phase: 'chat',
  });
}

/** A stream that goes on without content. */
export function tooManyEarlyEvents(limit: number): PlugboardError {
  const message = `The provider yielded more than ${limit} sources and other notes before any content.`;
  return new PlugboardError('limit_exceeded', message, { phase: 'chat' });
}

/** What a provider's own waits end with when its stream is no longer wanted. The caller never sees it. */
export const streamClosed: PlugboardError = new PlugboardError('aborted', 'The stream was closed.');

/** The same when the answer is complete: nothing that the service still sends is missed, so its connection may be used again. */
export const answerComplete: PlugboardError = new PlugboardError('aborted', 'The answer is complete.');
