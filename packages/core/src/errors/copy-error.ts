import { isErrorCode, isPhase } from './codes.ts';
import { PlugboardError, type Attempt, type ErrorContext, type ErrorDetails } from './plugboard-error.ts';
import { hintFrom, hintKey, withRetryHint } from './retry-hint.ts';

/** All fields of an error except code and message, as its constructor takes them. */
export type ErrorFields = ErrorDetails & ErrorContext;

/**
 * Reads the fields of an error. No other function lists them. It leaves out a field that throws or has the wrong type,
 * so it is safe for errors of other code. Never throws.
 *
 * @param mapText - Applied to every text, such as a redactor's `clean`. Default: texts stay as they are.
 */
export function fieldsOf(error: object, mapText: (text: string) => string = (same) => same): ErrorFields {
  const text = (name: string): string | undefined => {
    const value = read(error, name);
    return isText(value) ? mapText(value) : undefined;
  };
  return {
    phase: valueOf(error, 'phase', isPhase),
    status: valueOf(error, 'status', isNumber),
    requestId: text('requestId'),
    serviceCode: text('serviceCode'),
    param: text('param'),
    retryable: valueOf(error, 'retryable', isFlag),
    retryAfterMs: valueOf(error, 'retryAfterMs', isNumber),
    provider: text('provider'),
    model: text('model'),
    partialText: text('partialText'),
    attempts: attemptsFrom(read(error, 'attempts'), mapText),
    cause: read(error, 'cause'),
  };
}

/** Copies an error with some fields changed. The original may be frozen, and belongs to the code that threw it. */
export function copyError(
  error: PlugboardError,
  {
    code = error.code,
    message = error.message,
    ...fields
  }: ErrorFields & Partial<Pick<Error & PlugboardError, 'code' | 'message'>>,
): PlugboardError {
  const copy = new PlugboardError(code, message, { ...fieldsOf(error), ...fields });
  const hint = hintFrom(read(error, hintKey));
  return withFrames(hint === undefined ? copy : withRetryHint(copy, hint), framesOf(error));
}

/**
 * Turns what a plugin threw into an error that core can rely on: a real `PlugboardError` whose fields are plain values
 * of the right type. Reading them then has no side effect, and no text can hide in a field for a number. A sound error
 * is returned as it is. An unknown code becomes `protocol_error`. Returns `undefined` if the value is not a
 * `PlugboardError`.
 */
export function asPlugboardError(thrown: unknown): PlugboardError | undefined {
  if (!PlugboardError.isInstance(thrown)) return undefined;
  const fields = fieldsOf(thrown);
  if (isSound(thrown, fields)) return thrown;
  const code = valueOf(thrown, 'code', isErrorCode) ?? 'protocol_error';
  const message = valueOf(thrown, 'message', isText) ?? '';
  const copy = new PlugboardError(code, message === '' ? 'The provider failed without saying why.' : message, fields);
  const hint = hintFrom(read(thrown, hintKey));
  return withFrames(hint === undefined ? copy : withRetryHint(copy, hint), framesOf(thrown));
}

/**
 * Whether every field is a plain value of the right type. An error with attempts is not, since their entries may change
 * later.
 */
function isSound(error: object, fields: ErrorFields): boolean {
  const values = Object.entries(fields).filter(([name]) => name !== 'attempts');
  try {
    // Not imported at the top: a program does not need this module until something fails.
    const { isNativeError } = process.getBuiltinModule('node:util/types');
    return (
      // False for a proxy, whatever it wraps.
      isNativeError(error) &&
      isErrorCode(plainValue(error, 'code')) &&
      isText(plainValue(error, 'message')) &&
      fields.phase !== undefined &&
      fields.retryable !== undefined &&
      values.every(([name, value]) => plainValue(error, name) === value) &&
      isEmptyList(plainValue(error, 'attempts')) &&
      (plainValue(error, hintKey) === undefined || hintFrom(plainValue(error, hintKey)) !== undefined)
    );
  } catch {
    return false;
  }
}

/**
 * The value of an own property. Throws for a getter, which may return another value next time, and for an inherited
 * property.
 */
function plainValue(error: object, name: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(error, name);
  const isPlain = property === undefined ? !(name in error) : property.get === undefined && property.set === undefined;
  if (!isPlain) throw new TypeError('not a plain property');
  return property?.value;
}

/** More attempts than any call makes. */
const maxAttempts = 100;

function attemptsFrom(value: unknown, mapText: (text: string) => string): readonly Attempt[] {
  try {
    if (!Array.isArray(value)) return [];
    return value.slice(0, maxAttempts).flatMap((attempt) => attemptFrom(attempt, mapText) ?? []);
  } catch {
    return [];
  }
}

function attemptFrom(attempt: unknown, mapText: (text: string) => string): Attempt | undefined {
  if (typeof attempt !== 'object' || attempt === null) return undefined;
  const provider = valueOf(attempt, 'provider', isText);
  const model = valueOf(attempt, 'model', isText);
  const phase = valueOf(attempt, 'phase', isPhase);
  const durationMs = valueOf(attempt, 'durationMs', isNumber);
  if (provider === undefined || model === undefined || phase === undefined || durationMs === undefined)
    return undefined;
  const code = valueOf(attempt, 'code', isErrorCode);
  const status = valueOf(attempt, 'status', isNumber);
  return {
    provider: mapText(provider),
    model: mapText(model),
    phase,
    durationMs,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
  };
}

/** Replaces the stack of an error with its name, its message and these frames. */
export function withFrames(error: PlugboardError, frames: string): PlugboardError {
  const value = `${error.name}: ${error.message}${frames}`;
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}

/**
 * The stack frames of whatever was thrown, each on its own line, or an empty string. It leaves out the rest of the
 * stack, because the message at its top and other text in it may quote headers, bodies or secrets.
 */
export function framesOf(thrown: object): string {
  const stack = read(thrown, 'stack');
  if (typeof stack !== 'string') return '';
  const frames = stack.split('\n').filter((line) => /^ {4}at [^"'`{}]{1,300}:\d+:\d+\)?$/.test(line));
  return frames
    .slice(0, 12)
    .map((frame) => `\n${frame}`)
    .join('');
}

function valueOf<T>(from: object, name: PropertyKey, fits: (value: unknown) => value is T): T | undefined {
  const value = read(from, name);
  return fits(value) ? value : undefined;
}

function read(from: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(from, name);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
