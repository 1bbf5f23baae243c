import { isRecord, type JsonObject } from '../util/is-record.ts';

/** A function that the model may ask the caller to run, in OpenAI's shape. */
export interface Tool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string | undefined;
    /** JSON Schema of the arguments; absent: none. */
    readonly parameters?: Readonly<Record<string, unknown>> | undefined;
    /** Asks the service to enforce the schema of the arguments, if it can. */
    readonly strict?: boolean | null | undefined;
  };
}

/** Whether the model may, must or must not call a tool, or which one it must call. */
export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } };

/** A call that the model made, complete. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    /** JSON as the model wrote it, which may be invalid. */
    readonly arguments: string;
  };
  /** What the service that answered needs back with the call, such as Gemini's signatures. */
  readonly extra_content?: JsonObject | undefined;
}

/** A call of a custom tool, whose input is text of any form. Only an answer to a request with such tools has one. */
export interface CustomToolCall {
  readonly id: string;
  readonly type: 'custom';
  readonly custom: {
    readonly name: string;
    readonly input: string;
  };
  /** As {@link ToolCall.extra_content}. */
  readonly extra_content?: JsonObject | undefined;
}

/** The form of an answer that is JSON. */
export type ResponseFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly json_schema: {
        readonly name: string;
        readonly description?: string | undefined;
        readonly schema?: Readonly<Record<string, unknown>> | undefined;
        readonly strict?: boolean | null | undefined;
      };
    };

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

/** Whether two descriptions mean the same tool. A custom tool may have the name of a function. */
export function isSameTool(one: object, other: object): boolean {
  return typeOf(one) === typeOf(other) && nameOf(one) === nameOf(other);
}

function typeOf(tool: object): unknown {
  return Reflect.get(tool, 'type');
}

/** The name stands in an object called like the type. Tools that a service has built in may have none. */
function nameOf(tool: object): unknown {
  const inner: unknown = Reflect.get(tool, String(typeOf(tool)));
  return isRecord(inner) ? inner['name'] : Reflect.get(tool, 'name');
}
