import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import { fieldsOf, framesOf, withFrames } from '../errors/copy-error.ts';
import { redactCause } from '../errors/sanitized-cause.ts';
import type { Redactor } from '../errors/redactor.ts';

/** What core knows when a call fails. */
export interface FailureContext {
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly partialText: string | undefined;
  /** Whether `partialText` is only the beginning of what had arrived. */
  readonly textIsCut?: boolean | undefined;
  readonly redactor: Redactor;
  /** Why core itself ended the call, if it did. Only then may the cause be the caller's own abort reason. */
  readonly ended: PlugboardError | undefined;
  /** Sentences to add to the message, such as that a variable is set but not used. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * The error as the caller sees it: with provider, model, attempts, partial text and the wait that the service asked
 * for, and without secrets.
 */
export function explainFailure(error: PlugboardError, context: FailureContext): PlugboardError {
  const { provider, model, attempts, redactor, ended } = context;
  const where =
    provider === undefined || model === undefined ? '' : ` [${provider}/${model}${reached(error, attempts)}]`;
  const partialText = context.partialText === '' ? undefined : (context.partialText ?? error.partialText);
  const kept = partialText === undefined ? '' : keptWords(partialText.length, context.textIsCut);
  const notes = (context.notes ?? []).map((note) => ` ${note}`).join('');
  const clean = (text: string): string => redactor.clean(text);
  const message = clean(`${error.message}${waitOf(error)}${notes}${kept}${where}`);
  const fields = fieldsOf(error, clean);
  const explained = new PlugboardError(error.code, message, {
    ...fields,
    cause: error === ended && error.code === 'aborted' ? error.cause : redactCause(error.cause, redactor),
    provider: provider ?? fields.provider,
    model: model ?? fields.model,
    attempts: [...attempts],
    partialText: partialText && clean(partialText),
  });
  return withFrames(explained, clean(framesOf(error)));
}

function keptWords(length: number, isCut = false): string {
  return isCut
    ? ` More than ${length} characters had arrived: partialText has the beginning.`
    : ` ${length} characters had arrived: see partialText.`;
}

/** Not mentioned below a second, because the wait would be over before anybody has read the message. */
function waitOf({ retryAfterMs = 0 }: PlugboardError): string {
  return retryAfterMs < 1_000 ? '' : ` The service asks to wait ${Math.ceil(retryAfterMs / 1_000)} s.`;
}

function reached(error: PlugboardError, attempts: readonly Attempt[]): string {
  const tries = attempts.length > 1 ? `, ${attempts.length} attempts` : '';
  return error.phase === 'setup' ? tries : `, ${error.phase}${tries}`;
}
