import { PlugboardError } from './plugboard-error.ts';
import { repeatHintFrom, hintKey, withRepeatHint } from './repeat-hint.ts';
import { framesOf } from './stack-frames.ts';

/** The same failure, said otherwise. The error itself is left alone: it may be frozen, and it belongs to whoever threw it. */
export function changedError(
  error: PlugboardError,
  changes: Partial<Pick<PlugboardError, 'message' | 'phase' | 'param'>>,
): PlugboardError {
  const { message = error.message, phase = error.phase, param = error.param } = changes;
  const changed = new PlugboardError(error.code, message, {
    phase,
    status: error.status,
    requestId: error.requestId,
    serviceCode: error.serviceCode,
    param,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    provider: error.provider,
    model: error.model,
    partialText: error.partialText,
    attempts: error.attempts,
    cause: error.cause,
  });
  const value = `${changed.name}: ${message}${framesOf(error)}`;
  Object.defineProperty(changed, 'stack', { value, configurable: true, writable: true });
  const hint = repeatHintFrom(Reflect.get(error, hintKey));
  return hint === undefined ? changed : withRepeatHint(changed, hint);
}
