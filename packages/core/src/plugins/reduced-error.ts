/**
 * A foreign error without its text, which may quote anything: name, code and syscall are left. Its message is those, so that it
 * can stand in a sentence.
 */
export function reducedError(error: unknown): Error {
  const name = word(error, 'name') ?? (error instanceof Error ? 'Error' : typeof error);
  const code = word(error, 'code');
  const syscall = word(error, 'syscall');
  const reduced = new Error([name, code, syscall].filter((part) => part !== undefined).join(' '));
  delete reduced.stack;
  Object.defineProperty(reduced, 'name', { value: name, configurable: true, writable: true });
  return Object.assign(reduced, code === undefined ? {} : { code }, syscall === undefined ? {} : { syscall });
}

/** A property that looks like an identifier; anything else could be a text. */
function word(error: unknown, key: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(value) ? value : undefined;
}
