import { PlugboardError } from '../errors/plugboard-error.ts';
import { isJsonObject, jsonIn, type JsonObject } from '../util/is-record.ts';
import type { ToolCall } from './tools.ts';

/**
 * Reads a field of a service's response that should be an object. Anything else reads as `{}`, so that a faulty
 * response causes no `TypeError`.
 */
export function jsonObjectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Reads a field of a service's response that should be a string. Anything else reads as an empty string. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Parses the arguments of a call in the history, for a service that takes them as an object. No arguments give `{}`.
 *
 * @param where - Where the call stands in the request, such as `messages[1].tool_calls[0]`.
 * @throws PlugboardError `input_invalid` for a text that is not a JSON object. The error names the field.
 */
export function argumentsOf(call: Pick<ToolCall, 'function'>, where: string): JsonObject {
  const text = call.function.arguments;
  if (text.trim() === '') return {};
  const value = jsonIn(text);
  if (isJsonObject(value)) return value;
  const param = `${where}.function.arguments`;
  throw new PlugboardError('input_invalid', `${param} must be a JSON object: the service takes no other arguments.`, {
    param,
  });
}
