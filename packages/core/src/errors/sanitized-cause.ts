import { asPlugboardError, fieldsOf, framesOf, withFrames } from './copy-error.ts';
import { PlugboardError } from './plugboard-error.ts';
import type { Redactor } from './redactor.ts';

/**
 * What core keeps of an error of other code: name, code, syscall and stack frames. It drops the message and other
 * properties, which may quote headers, bodies or secrets.
 */
export class SanitizedCause extends Error {
  /** Checks for a private field, because `instanceof` makes a proxy run its own code, which may throw. */
  static isInstance(this: void, value: unknown): value is SanitizedCause {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }

  readonly #brand = true;
  readonly code: string | undefined;
  readonly syscall: string | undefined;

  constructor(name: string, code: string | undefined, syscall: string | undefined, frames: string) {
    const facts = [code, syscall].filter((fact) => fact !== undefined && fact !== '');
    super(facts.length === 0 ? name : `${name} (${facts.join(', ')})`);
    Object.defineProperty(this, 'name', { value: name, configurable: true });
    Object.defineProperty(this, 'stack', { value: `${this.message}${frames}`, configurable: true });
    this.code = code;
    this.syscall = syscall;
  }
}

/** Reduces an error of other code. A sound `PlugboardError` stays as it is, and so does `undefined`. Never throws. */
export function sanitizeCause(cause: unknown): PlugboardError | SanitizedCause | undefined {
  if (cause === undefined || SanitizedCause.isInstance(cause)) return cause;
  const ours = asPlugboardError(cause);
  if (ours !== undefined) return ours;
  if (typeof cause !== 'object' || cause === null) return new SanitizedCause(typeof cause, undefined, undefined, '');
  const name = identifierIn(cause, 'name') ?? 'Error';
  return new SanitizedCause(name, identifierIn(cause, 'code'), identifierIn(cause, 'syscall'), framesOf(cause));
}

/** How a message may name an error of other code: by its name, code and syscall. */
export function nameOfCause(error: unknown): string {
  const cause = sanitizeCause(error);
  if (cause === undefined) return 'undefined';
  return cause instanceof SanitizedCause ? cause.message : `PlugboardError (${cause.code})`;
}

/** Reads a name or code only if it is an identifier: anything else could be text with a secret in it. */
function identifierIn(value: object, property: string): string | undefined {
  try {
    const found: unknown = Reflect.get(value, property);
    return typeof found === 'string' && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Deeper causes say little about a failure. The limit also ends cycles. */
const maxDepth = 5;

/** A cause that may be shown: sanitized and without secrets, down the whole chain, of which it keeps at most five. */
export function redactCause(
  cause: unknown,
  redactor: Redactor,
  depth: number = 0,
): PlugboardError | SanitizedCause | undefined {
  if (depth >= maxDepth) return undefined;
  const sanitized = sanitizeCause(cause);
  if (sanitized === undefined) return undefined;
  const clean = (text: string): string => redactor.clean(text);
  const frames = clean(framesOf(sanitized));
  if (sanitized instanceof SanitizedCause) {
    const { name, code, syscall } = sanitized;
    return new SanitizedCause(clean(name), code && clean(code), syscall && clean(syscall), frames);
  }
  const fields = { ...fieldsOf(sanitized, clean), cause: redactCause(sanitized.cause, redactor, depth + 1) };
  return withFrames(new PlugboardError(sanitized.code, clean(sanitized.message), fields), frames);
}
