import type { JsonObject } from '../util/is-record.ts';

/** A function that the model may ask the caller to run, in OpenAI's shape. */
export interface Tool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string | undefined;
    /** JSON Schema of the arguments; absent: none. */
    readonly parameters?: Readonly<Record<string, unknown>> | undefined;
    /** Hold the arguments to the schema, where the service can. */
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
  /** What the service that answered wants back with the call, such as Gemini's signatures. */
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
