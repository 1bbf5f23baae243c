import type { PlugboardError } from './plugboard-error.ts';
import { framesOf } from './stack-frames.ts';
import { trustedError } from './trusted-error.ts';

/**
 * What may be kept of an error that is not ours: name, code, syscall and the places in the code. Its message and its other
 * properties may quote headers, bodies or secrets.
 */
export class ForeignCause extends Error {
  /** By a private field: a proxy may throw when its class is asked for. */
  static isReduced(this: void, value: unknown): value is ForeignCause {
    return typeof value === 'object' && value !== null && #reduced in value && value.#reduced;
  }

  readonly #reduced = true;
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

/** Reduces a foreign error; a `PlugboardError` stays as it is, if it can be trusted. `undefined` for `undefined`. Never throws. */
export function reduceCause(cause: unknown): PlugboardError | ForeignCause | undefined {
  if (cause === undefined || ForeignCause.isReduced(cause)) return cause;
  const ours = trustedError(cause);
  if (ours !== undefined) return ours;
  if (typeof cause !== 'object' || cause === null) return new ForeignCause(typeof cause, undefined, undefined, '');
  return new ForeignCause(word(cause, 'name') ?? 'Error', word(cause, 'code'), word(cause, 'syscall'), framesOf(cause));
}

/** What may stand in a sentence of an error that is not ours: its name, code and syscall. */
export function nameOfCause(error: unknown): string {
  const cause = reduceCause(error);
  if (cause === undefined) return 'undefined';
  return cause instanceof ForeignCause ? cause.message : `PlugboardError (${cause.code})`;
}

/** Identifiers only: a name or a code that holds anything else could be somebody's text. */
function word(value: object, property: string): string | undefined {
  try {
    const found: unknown = Reflect.get(value, property);
    return typeof found === 'string' && /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
