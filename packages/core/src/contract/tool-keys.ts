type Shape = 'tool' | 'function' | 'call' | 'called' | 'choice' | 'chosen' | 'bareFormat' | 'format' | 'schema';

/** Keys that core reads. Callers may give others, which go to providers that accept any. */
export const knownToolKeys: Readonly<Record<Shape, ReadonlySet<string>>> = {
  tool: new Set(['type', 'function']),
  function: new Set(['name', 'description', 'parameters', 'strict']),
  /** Who puts a call together from the pieces of a stream has its `index` too; its place in the list says the same. */
  call: new Set(['type', 'function', 'id', 'index', 'extra_content']),
  /** `parsed_arguments` is what `parse()` adds to a message; the service gets `arguments`. */
  called: new Set(['name', 'arguments', 'parsed_arguments']),
  choice: new Set(['type', 'function']),
  chosen: new Set(['name']),
  bareFormat: new Set(['type']),
  format: new Set(['type', 'json_schema']),
  schema: new Set(['name', 'description', 'schema', 'strict']),
};
