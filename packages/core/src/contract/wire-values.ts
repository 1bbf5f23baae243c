import { PlugboardError } from '../errors/plugboard-error.ts';
import { isJsonObject, jsonIn, type JsonObject } from '../util/is-record.ts';
import type { ToolCall } from './tools.ts';

/** A field of a service's answer that should be an object. Anything else reads as an empty one, so that a faulty answer ends in no `TypeError`. */
export function jsonObjectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** A field of a service's answer that should be a text. Anything else reads as an empty one. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * The arguments of a call of the history, for a service that takes them as an object. A call without any has an empty one.
 *
 * @param where - Of the call in the request, such as `messages[1].tool_calls[0]`.
 * @throws PlugboardError `input_invalid`, naming the field, for a text that is not a JSON object.
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
