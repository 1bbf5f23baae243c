import type { Attempt } from './attempt.ts';
import { isErrorCode, isPhase } from './codes.ts';
import { PlugboardError } from './plugboard-error.ts';
import { hintKey, repeatHintFrom, withRepeatHint } from './repeat-hint.ts';
import { framesOf } from './stack-frames.ts';

/**
 * What a plugin threw, as an error that core can rely on: a real `PlugboardError` each of whose fields is what it says it is, so
 * that nothing throws or changes when it is looked at, and no text hides in a number. `undefined` for what is no `PlugboardError`.
 * An error with nothing unusual about it stays the same object. A code that does not exist becomes `protocol_error`.
 */
export function trustedError(thrown: unknown): PlugboardError | undefined {
  if (!PlugboardError.isInstance(thrown)) return undefined;
  return isSound(thrown) ? thrown : copyOf(thrown);
}

/** What each field that core reads may hold. Attempts are no plain values, so an error that has some is copied. */
const fields: readonly (readonly [name: PropertyKey, fits: (value: unknown) => boolean])[] = [
  ['message', isText],
  ['code', isErrorCode],
  ['phase', isPhase],
  ['retryable', isFlag],
  ['status', optional(isNumber)],
  ['retryAfterMs', optional(isNumber)],
  ['requestId', optional(isText)],
  ['serviceCode', optional(isText)],
  ['param', optional(isText)],
  ['provider', optional(isText)],
  ['model', optional(isText)],
  ['partialText', optional(isText)],
  ['attempts', (value) => Array.isArray(value) && value.length === 0],
  ['cause', () => true],
  [hintKey, optional((value) => repeatHintFrom(value) !== undefined)],
];

function isSound(error: object): boolean {
  try {
    // Not imported: the start of a program has no use for it.
    const { isNativeError } = process.getBuiltinModule('node:util/types');
    // False for a proxy, whatever is behind it.
    return isNativeError(error) && fields.every(([name, fits]) => isPlain(error, name, fits));
  } catch {
    return false;
  }
}

/** A getter may answer otherwise the next time. */
function isPlain(error: object, name: PropertyKey, fits: (value: unknown) => boolean): boolean {
  const property = Object.getOwnPropertyDescriptor(error, name);
  if (property === undefined) return !(name in error) && fits(undefined);
  return property.get === undefined && property.set === undefined && fits(property.value);
}

function copyOf(thrown: object): PlugboardError {
  const fitting = <T>(name: PropertyKey, fits: (value: unknown) => value is T): T | undefined => {
    const value = read(thrown, name);
    return fits(value) ? value : undefined;
  };
  const code = fitting('code', isErrorCode) ?? 'protocol_error';
  const message = fitting('message', isText) ?? '';
  const copy = new PlugboardError(code, message === '' ? 'The provider failed without saying why.' : message, {
    phase: fitting('phase', isPhase),
    retryable: fitting('retryable', isFlag),
    status: fitting('status', isNumber),
    retryAfterMs: fitting('retryAfterMs', isNumber),
    requestId: fitting('requestId', isText),
    serviceCode: fitting('serviceCode', isText),
    param: fitting('param', isText),
    provider: fitting('provider', isText),
    model: fitting('model', isText),
    partialText: fitting('partialText', isText),
    attempts: attemptsFrom(read(thrown, 'attempts')),
    cause: read(thrown, 'cause'),
  });
  const value = `${copy.name}: ${copy.message}${framesOf(thrown)}`;
  Object.defineProperty(copy, 'stack', { value, configurable: true, writable: true });
  const hint = repeatHintFrom(read(thrown, hintKey));
  return hint === undefined ? copy : withRepeatHint(copy, hint);
}

function attemptsFrom(value: unknown): readonly Attempt[] {
  try {
    return Array.isArray(value) ? value.slice(0, mostAttempts).flatMap((attempt) => attemptFrom(attempt) ?? []) : [];
  } catch {
    return [];
  }
}

/** More than any call makes. */
const mostAttempts = 100;

function attemptFrom(attempt: unknown): Attempt | undefined {
  if (typeof attempt !== 'object' || attempt === null) return undefined;
  const [provider, model, phase, durationMs, code, status] = [
    read(attempt, 'provider'),
    read(attempt, 'model'),
    read(attempt, 'phase'),
    read(attempt, 'durationMs'),
    read(attempt, 'code'),
    read(attempt, 'status'),
  ];
  if (!isText(provider) || !isText(model) || !isPhase(phase) || !isNumber(durationMs)) return undefined;
  return {
    provider,
    model,
    phase,
    durationMs,
    ...(isErrorCode(code) && { code }),
    ...(isNumber(status) && { status }),
  };
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

function optional(fits: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || fits(value);
}
