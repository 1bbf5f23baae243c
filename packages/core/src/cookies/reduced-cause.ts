/** What may be shown of a foreign error: its name, code and syscall. Its message may quote a value. */
export function reducedCause(error: unknown): object {
  const pick = (key: string): string | undefined => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
    return typeof value === 'string' && /^[\w .-]{1,64}$/.test(value) ? value : undefined;
  };
  return { name: pick('name'), code: pick('code'), syscall: pick('syscall') };
}
