import { copyError } from '../errors/copy-error.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { retryHintOf, withRetryHint } from '../errors/retry-hint.ts';

/** What a provider threw, with the code that a broken connection has before content or after it. */
export function named(thrown: unknown, hasContent: boolean): PlugboardError {
  // The call sets the phase, because a token may have to be loaded on the way.
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

/** A stream that ended without `finish` and without content. */
export function emptyResponse(): PlugboardError {
  return new PlugboardError('empty_response', 'The service ended its answer without saying anything.', {
    phase: 'chat',
  });
}

/** A stream that goes on and on without content. */
export function tooManyEarlyEvents(limit: number): PlugboardError {
  const message = `The provider yielded more than ${limit} sources and other notes before any content.`;
  return new PlugboardError('limit_exceeded', message, { phase: 'chat' });
}

/** The reason with which a provider's own waits end when nobody wants its stream any more. The caller never sees it. */
export const streamClosed: PlugboardError = new PlugboardError('aborted', 'The stream was closed.');

/**
 * The reason with which they end when the answer is complete. Nobody misses what the service still sends, so its
 * connection may be kept.
 */
export const answerComplete: PlugboardError = new PlugboardError('aborted', 'The answer is complete.');
