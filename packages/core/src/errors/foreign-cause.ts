import { PlugboardError } from './plugboard-error.ts';

/**
 * What may be kept of an error that is not ours: name, code, syscall and the places in the code. Its message and its other
 * properties may quote headers, bodies or secrets.
 */
export class ForeignCause extends Error {
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

/** Reduces a foreign error; a `PlugboardError` stays as it is. `undefined` for `undefined`. */
export function reduceCause(cause: unknown): PlugboardError | ForeignCause | undefined {
  if (cause === undefined || cause instanceof ForeignCause) return cause;
  if (PlugboardError.isInstance(cause)) return cause;
  if (typeof cause !== 'object' || cause === null) return new ForeignCause(typeof cause, undefined, undefined, '');
  return new ForeignCause(word(cause, 'name') ?? 'Error', word(cause, 'code'), word(cause, 'syscall'), framesOf(cause));
}

/** What may stand in a sentence of an error that is not ours: its name, code and syscall. */
export function nameOfCause(error: unknown): string {
  const cause = reduceCause(error);
  if (cause === undefined) return 'undefined';
  return cause instanceof ForeignCause ? cause.message : `${cause.name} (${cause.code})`;
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

function framesOf(value: object): string {
  try {
    const stack: unknown = Reflect.get(value, 'stack');
    if (typeof stack !== 'string') return '';
    const frames = stack.split('\n').filter((line) => /^ {4}at [^"'`{}]{1,300}:\d+:\d+\)?$/.test(line));
    return frames
      .slice(0, 12)
      .map((frame) => `\n${frame}`)
      .join('');
  } catch {
    return '';
  }
}
