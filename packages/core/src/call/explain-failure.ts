import type { Attempt } from '../errors/attempt.ts';
import { reduceCause } from '../errors/foreign-cause.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';

/** What is known where a call ends in failure. */
export interface FailureContext {
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly partialText: string | undefined;
  readonly redactor: Redactor;
  /** More to say for a person, such as a variable that was set but unused. */
  readonly notes?: readonly string[] | undefined;
}

/** The error as the caller sees it: with provider, model, attempts and partial text, and without secrets. */
export function explainFailure(error: PlugboardError, context: FailureContext): PlugboardError {
  const { provider, model, attempts, redactor } = context;
  const where =
    provider === undefined || model === undefined ? '' : ` [${provider}/${model}${reached(error, attempts)}]`;
  const partialText = context.partialText === '' ? undefined : context.partialText;
  const kept = partialText === undefined ? '' : ` ${partialText.length} characters had arrived: see partialText.`;
  const notes = error.code === 'auth_missing' ? (context.notes ?? []).map((note) => ` ${note}`).join('') : '';
  const clean = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : redactor.clean(text);
  const explained = new PlugboardError(error.code, redactor.clean(`${error.message}${notes}${kept}${where}`), {
    phase: error.phase,
    status: error.status,
    requestId: clean(error.requestId),
    serviceCode: clean(error.serviceCode),
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    // An abort reason is the caller's own value.
    cause: error.code === 'aborted' ? error.cause : reduceCause(error.cause),
    provider,
    model,
    attempts,
    partialText: partialText ?? error.partialText,
  });
  if (error.stack !== undefined) {
    const frames = error.stack.slice(error.stack.indexOf('\n    at ') >>> 0);
    Object.defineProperty(explained, 'stack', {
      value: `${explained.name}: ${explained.message}${redactor.clean(frames)}`,
      configurable: true,
      writable: true,
    });
  }
  return explained;
}

function reached(error: PlugboardError, attempts: readonly Attempt[]): string {
  const tries = attempts.length > 1 ? `, ${attempts.length} attempts` : '';
  return error.phase === 'setup' ? tries : `, ${error.phase}${tries}`;
}
