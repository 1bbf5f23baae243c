/** What was seen while something was watched. Disposing of it ends the watch and restores everything. */
export interface Watch extends Disposable {
  /** One sentence each, without its full stop. */
  readonly seen: readonly string[];
}

/** Several at once. */
export function allOf(...watches: readonly Watch[]): Watch {
  return {
    get seen() {
      return watches.flatMap(({ seen }) => seen);
    },
    [Symbol.dispose]() {
      for (const watch of watches.toReversed()) watch[Symbol.dispose]();
    },
  };
}

/** Replaces a function. The result restores it. */
export function replaced(
  owner: object,
  name: string,
  by: (original: (...given: unknown[]) => unknown) => unknown,
): () => void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return () => undefined;
  const own = Object.hasOwn(owner, name);
  const replacement = by((...given) => Reflect.apply(original, owner, given) as unknown);
  Reflect.set(owner, name, replacement);
  return () => {
    if (Reflect.get(owner, name) !== replacement) return;
    if (own) Reflect.set(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  };
}
