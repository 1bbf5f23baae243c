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

/** Whether the model may, must or must not call a tool, or which function it must call. */
export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: 'function'; readonly function: { readonly name: string } };

/** A complete call of a function that the model made. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    /** JSON as the model wrote it, which may be invalid. */
    readonly arguments: string;
  };
  /** What the service needs back with the call in the next turn, such as Gemini's signatures. */
  readonly extra_content?: JsonObject | undefined;
}

/** A call of a custom tool, whose input may be any text. It occurs only if the request had such tools. */
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

/** The form that the answer must have: any JSON object, or JSON that fits a schema. */
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

/** The keys that core reads. Callers may give others, which go only to providers that accept any. */
export const knownToolKeys: Readonly<Record<Shape, ReadonlySet<string>>> = {
  tool: new Set(['type', 'function']),
  function: new Set(['name', 'description', 'parameters', 'strict']),
  /**
   * A call that a program put together from the pieces of a stream has an `index` too. Its position in the list says
   * the same.
   */
  call: new Set(['type', 'function', 'id', 'index', 'extra_content']),
  /** `parse()` adds `parsed_arguments` to a message. The service gets `arguments`. */
  called: new Set(['name', 'arguments', 'parsed_arguments']),
  choice: new Set(['type', 'function']),
  chosen: new Set(['name']),
  bareFormat: new Set(['type']),
  format: new Set(['type', 'json_schema']),
  schema: new Set(['name', 'description', 'schema', 'strict']),
};

/** Whether two descriptions mean the same tool, by type and name: a custom tool may have the name of a function. */
export function isSameTool(one: object, other: object): boolean {
  return typeOf(one) === typeOf(other) && nameOf(one) === nameOf(other);
}

function typeOf(tool: object): unknown {
  return Reflect.get(tool, 'type');
}

/**
 * The name stands in a field that is named after the type, or in the tool itself. Built-in tools of a service may have
 * none.
 */
function nameOf(tool: object): unknown {
  const inner: unknown = Reflect.get(tool, String(typeOf(tool)));
  return isRecord(inner) ? inner['name'] : Reflect.get(tool, 'name');
}
