import type { JsonObject } from '../util/is-record.ts';

/**
 * The key with which core marks data that a service wants back, such as the signature of a thought. The program may
 * send its messages to another service next, which would refuse the data or learn what it should not.
 * @see docs/decisions/0033-what-services-want-back.md
 */
const mark = 'plugboard';

/** Separates the marks of several owners, for a service that is itself a Plugboard gateway. */
const separator = '\n';

/** The plugin and model that may get data back. */
export interface Owner {
  readonly plugin: string;
  /** The service's own name. */
  readonly model: string;
}

/** Marks data with their owner, for the caller to keep. */
export function withOwner(data: JsonObject, { plugin, model }: Owner): JsonObject {
  const owner = `${plugin}/${model}`;
  const inner = data[mark];
  return { ...data, [mark]: typeof inner === 'string' ? `${owner}${separator}${inner}` : owner };
}

/**
 * The data as their service sent them, with the keys in the same order. `undefined` if they belong to another owner.
 * Data without a mark come from a history that another program made, and are returned to everyone.
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
