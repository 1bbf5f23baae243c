import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ChatCompletion, CompletionChoice, CompletionMessage } from '../contract/completion.ts';
import type { ResponseFormat, ToolCall } from '../contract/tools.ts';
import type { CreateParams } from './create-params.ts';

/**
 * A schema that can check an answer, and that can be converted to JSON Schema for the service: one of zod from 4.2, of
 * arktype, of valibot through `toStandardJsonSchema` of its package `@valibot/to-json-schema`, or of any other library
 * with both parts of Standard Schema.
 */
export type OutputSchema<T = unknown> = StandardSchemaV1<never, T> | StandardSchemaV1<unknown, T>;

/** A response format made by a helper of the official client, such as `zodResponseFormat`. It contains its parser. */
export interface ParseableFormat<T = unknown> {
  readonly type: 'json_schema';
  readonly __output: T;
}

/** What `response_format` of `parse()` may be. */
export type ParseFormat = OutputSchema | ResponseFormat | { readonly type: 'text' } | null | undefined;

/** The type of an answer in a given format. */
export type ParsedOf<Format> = Format extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : Format extends ParseableFormat<infer Output>
    ? Output
    : Format extends { readonly type: 'json_schema' }
      ? unknown
      : null;

/** The parameters of `parse()`: those of `create()`, with a schema as the form of the answer. */
export interface ParseParams<Format> extends Omit<CreateParams, 'response_format'> {
  /** A schema, or one of OpenAI's own forms. */
  readonly response_format?: Format;
}

/** A call of a tool, with the value of its arguments. */
export interface ParsedToolCall extends ToolCall {
  readonly function: ToolCall['function'] & {
    /**
     * The value of the arguments, if the tool is `strict` or a helper of the official client made it. Otherwise `null`.
     */
    readonly parsed_arguments: unknown;
  };
}

/** A message whose answer fits the schema. */
export interface ParsedMessage<T> extends Omit<CompletionMessage, 'tool_calls'> {
  /** The answer as the schema returns it. `null` if the model refused, called a tool or said nothing. */
  readonly parsed: T | null;
  readonly tool_calls?: ParsedToolCall[];
}

/** The one choice of a parsed completion. */
export interface ParsedChoice<T> extends Omit<CompletionChoice, 'message'> {
  readonly message: ParsedMessage<T>;
}

/** A completion whose answer fits the schema. */
export interface ParsedChatCompletion<T> extends Omit<ChatCompletion, 'choices'> {
  readonly choices: ParsedChoice<T>[];
}
