import { ForeignCause, reduceCause } from './foreign-cause.ts';
import { PlugboardError } from './plugboard-error.ts';
import type { Redactor } from './redactor.ts';
import { framesOf } from './stack-frames.ts';

/** A chain of causes is a hint, not an archive; the limit also ends circles. */
const longestChain = 5;

/** A cause as it may be shown: foreign ones reduced, our own ones copied field by field, no secret in either. */
export function cleanCause(
  cause: unknown,
  redactor: Redactor,
  depth: number = 0,
): PlugboardError | ForeignCause | undefined {
  if (depth >= longestChain) return undefined;
  const reduced = reduceCause(cause);
  if (reduced === undefined) return undefined;
  if (reduced instanceof ForeignCause) {
    return new ForeignCause(
      redactor.clean(reduced.name),
      cleanText(reduced.code, redactor),
      cleanText(reduced.syscall, redactor),
      redactor.clean(framesOf(reduced)),
    );
  }
  const copy = new PlugboardError(reduced.code, redactor.clean(reduced.message), {
    phase: reduced.phase,
    status: reduced.status,
    requestId: cleanText(reduced.requestId, redactor),
    serviceCode: cleanText(reduced.serviceCode, redactor),
    param: cleanText(reduced.param, redactor),
    retryable: reduced.retryable,
    retryAfterMs: reduced.retryAfterMs,
    provider: cleanText(reduced.provider, redactor),
    model: cleanText(reduced.model, redactor),
    partialText: cleanText(reduced.partialText, redactor),
    attempts: reduced.attempts.map((attempt) => ({
      ...attempt,
      provider: redactor.clean(attempt.provider),
      model: redactor.clean(attempt.model),
    })),
    cause: cleanCause(reduced.cause, redactor, depth + 1),
  });
  return withCleanStack(copy, reduced, redactor);
}

/** Gives an error the places in the code of another one. */
export function withCleanStack(error: PlugboardError, original: Error, redactor: Redactor): PlugboardError {
  return Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}${redactor.clean(framesOf(original))}`,
    configurable: true,
    writable: true,
  });
}

function cleanText(text: string | undefined, redactor: Redactor): string | undefined {
  return text === undefined ? undefined : redactor.clean(text);
}
