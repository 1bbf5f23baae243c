import type { JsonObject } from '../util/is-record.ts';

/**
 * The key by which core marks data that a service wants back, such as the signature of a thought: a list of messages may be sent to
 * another service next, which would refuse the data or learn what it should not.
 */
const mark = 'plugboard';

/** Separates the marks of a chain, when the service is itself a Plugboard. */
const separator = '\n';

/** Who may get data back. */
export interface Owner {
  readonly plugin: string;
  /** The service's own name. */
  readonly model: string;
}

/** The data with their owner, for the caller to keep. */
export function withOwner(data: JsonObject, { plugin, model }: Owner): JsonObject {
  const owner = `${plugin}/${model}`;
  const inner = data[mark];
  return { ...data, [mark]: typeof inner === 'string' ? `${owner}${separator}${inner}` : owner };
}

/**
 * The data as their service gave them, key by key in the same order; `undefined` when they belong to another owner. Data without a
 * mark come from a history that was made elsewhere, and are given to everyone.
 */
export function takenBackBy(data: JsonObject, { plugin, model }: Owner): JsonObject | undefined {
  const owner = `${plugin}/${model}`;
  const marked = data[mark];
  if (marked === undefined) return data;
  if (marked === owner) {
    const { [mark]: _mark, ...own } = data;
    return own;
  }
  const isInner = typeof marked === 'string' && marked.startsWith(`${owner}${separator}`);
  return isInner ? { ...data, [mark]: marked.slice(owner.length + separator.length) } : undefined;
}

/** Whether core marked the data. */
export function hasOwner(data: JsonObject): boolean {
  return data[mark] !== undefined;
}
