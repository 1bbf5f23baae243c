import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { ChatCompletion, CompletionChoice, CompletionMessage } from '../contract/completion.ts';
import type { ResponseFormat, ToolCall } from '../contract/tools.ts';
import type { CreateParams } from './create-params.ts';

/**
 * A schema that can check an answer, and that can tell the service what to answer: one of zod from 4.2, of arktype, of valibot
 * through `toStandardJsonSchema` of its package `@valibot/to-json-schema`, or of any other library with both parts of Standard
 * Schema.
 */
export type OutputSchema<T = unknown> = StandardSchemaV1<never, T> | StandardSchemaV1<unknown, T>;

/** A response format of the official client's helpers, such as `zodResponseFormat`: it knows its parser. */
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

/** Parameters of `create()`, with a schema as the form of the answer. */
export interface ParseParams<Format> extends Omit<CreateParams, 'response_format'> {
  /** A schema, or one of OpenAI's own forms. */
  readonly response_format?: Format;
}

/** A call of a tool with its arguments. */
export interface ParsedToolCall extends ToolCall {
  readonly function: ToolCall['function'] & {
    /** The arguments of a tool that is `strict`, or that a helper of the official client made; of all others `null`. */
    readonly parsed_arguments: unknown;
  };
}

/** A message whose answer fits the schema. */
export interface ParsedMessage<T> extends Omit<CompletionMessage, 'tool_calls'> {
  /** The answer as the schema returns it; `null` when the model refused, called a tool or said nothing. */
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
