import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import { fieldsOf, framesOf, withFrames } from '../errors/copy-error.ts';
import { redactCause } from '../errors/sanitized-cause.ts';
import type { Redactor } from '../errors/redactor.ts';

/** What is known where a call ends in failure. */
export interface FailureContext {
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly partialText: string | undefined;
  /** Whether `partialText` is only the beginning of what had arrived. */
  readonly textIsCut?: boolean | undefined;
  readonly redactor: Redactor;
  /** Why core itself ended the call, if it did: only then is the cause the caller's own abort reason. */
  readonly ended: PlugboardError | undefined;
  /** Sentences to add for a person, such as a variable that was set but unused. */
  readonly notes?: readonly string[] | undefined;
}

/** The error as the caller sees it: with provider, model, attempts, partial text and the wait that was asked for, and without secrets. */
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

/** A wait of less than a second is over before anybody has read of it. */
function waitOf({ retryAfterMs = 0 }: PlugboardError): string {
  return retryAfterMs < 1_000 ? '' : ` The service asks to wait ${Math.ceil(retryAfterMs / 1_000)} s.`;
}

function reached(error: PlugboardError, attempts: readonly Attempt[]): string {
  const tries = attempts.length > 1 ? `, ${attempts.length} attempts` : '';
  return error.phase === 'setup' ? tries : `, ${error.phase}${tries}`;
}
