import type { Draft, DraftMessage } from '../call/draft.ts';
import { isRecord } from '../config/shape.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../plugins/tools.ts';
import type { CreateParams } from './create-params.ts';

/** The tools, the choice among them and the form of the answer. Throws `input_invalid`. */
export function draftTools(params: CreateParams): Pick<Draft, 'tools' | 'toolChoice' | 'responseFormat'> {
  const tools = toolsFrom(params.tools);
  return {
    tools,
    toolChoice: toolChoiceFrom(params.tool_choice, tools),
    responseFormat: responseFormatFrom(params.response_format),
  };
}

/** The calls of an assistant's turn; `undefined` for none. */
export function toolCallsFrom(value: unknown, where: string): readonly ToolCall[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid(`${where} must be an array.`);
  const calls: readonly unknown[] = value;
  return calls.length === 0 ? undefined : calls.map((call, index) => toolCallFrom(call, `${where}[${index}]`));
}

/**
 * Checks that each result answers a call of the assistant's turn before it. Services refuse anything else, each in its own
 * words; what is missing among the results is left to them.
 */
export function checkToolResults(messages: readonly DraftMessage[]): void {
  const open = new Set<string>();
  for (const [index, { role, toolCalls, toolCallId }] of messages.entries()) {
    if (role === 'assistant') for (const { id } of toolCalls ?? []) open.add(id);
    if (role === 'tool' && toolCallId !== undefined && !open.has(toolCallId)) {
      throw invalid(`messages[${index}].tool_call_id names no tool call of an assistant message before it.`);
    }
  }
}

function toolCallFrom(call: unknown, where: string): ToolCall {
  const { id, type, function: called } = isRecord(call) ? call : {};
  if (typeof id !== 'string' || id === '') throw invalid(`${where}.id must be a non-empty string.`);
  if (type !== 'function') throw invalid(`${where}.type must be "function".`);
  const { name, arguments: text } = isRecord(called) ? called : {};
  if (typeof name !== 'string' || name === '') throw invalid(`${where}.function.name must be a non-empty string.`);
  if (typeof text !== 'string') throw invalid(`${where}.function.arguments must be a string of JSON.`);
  return { id, type, function: { name, arguments: text } };
}

function toolsFrom(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalid('tools must be an array.');
  const tools: readonly unknown[] = value;
  // An empty list asks for nothing, and services refuse it.
  return tools.length === 0 ? undefined : tools.map((tool, index) => toolFrom(tool, `tools[${index}]`));
}

function toolFrom(tool: unknown, where: string): Tool {
  const { type, function: declared } = isRecord(tool) ? tool : {};
  if (type !== 'function') throw invalid(`${where}.type must be "function".`);
  const { name, description, parameters, strict } = isRecord(declared) ? declared : {};
  if (typeof name !== 'string' || name === '') throw invalid(`${where}.function.name must be a non-empty string.`);
  if (description !== undefined && typeof description !== 'string') {
    throw invalid(`${where}.function.description must be a string.`);
  }
  if (parameters !== undefined && !isRecord(parameters)) {
    throw invalid(`${where}.function.parameters must be a JSON Schema object.`);
  }
  if (strict !== undefined && strict !== null && typeof strict !== 'boolean') {
    throw invalid(`${where}.function.strict must be true or false.`);
  }
  return {
    type,
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parameters }),
      ...(typeof strict === 'boolean' && { strict }),
    },
  };
}

function toolChoiceFrom(value: unknown, tools: readonly Tool[] | undefined): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  if (tools === undefined) throw invalid('tool_choice needs tools to choose from.');
  if (value === 'none' || value === 'auto' || value === 'required') return value;
  const { type, function: chosen } = isRecord(value) ? value : {};
  const name = isRecord(chosen) ? chosen['name'] : undefined;
  if (type !== 'function' || typeof name !== 'string') {
    throw invalid('tool_choice must be none, auto, required or { type: "function", function: { name } }.');
  }
  if (!tools.some((tool) => tool.function.name === name)) throw invalid('tool_choice names no function of tools.');
  return { type, function: { name } };
}

function responseFormatFrom(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const { type, json_schema: form } = isRecord(value) ? value : {};
  // The default of every service.
  if (type === 'text') return undefined;
  if (type === 'json_object') return { type };
  if (type !== 'json_schema') throw invalid('response_format.type must be one of text, json_object, json_schema.');
  const { name, description, schema, strict } = isRecord(form) ? form : {};
  if (typeof name !== 'string' || name === '') {
    throw invalid('response_format.json_schema.name must be a non-empty string.');
  }
  if (schema !== undefined && !isRecord(schema)) throw invalid('response_format.json_schema.schema must be an object.');
  return {
    type,
    json_schema: {
      name,
      ...(typeof description === 'string' && { description }),
      ...(schema !== undefined && { schema }),
      ...(typeof strict === 'boolean' && { strict }),
    },
  };
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('input_invalid', message);
}
