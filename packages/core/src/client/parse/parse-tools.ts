import type { ParsedRequest, ParsedMessage } from '../../call/parsed-request.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../../contract/tools.ts';
import type { CreateParams } from '../create-params.ts';
import { invalidInput } from './input-fault.ts';
import { refuseUnknownKeys } from './known-keys.ts';

const typed: ReadonlySet<string> = new Set(['type', 'function']);
/** Who puts a call together from the pieces of a stream has its `index` too; its place in the list says the same. */
const callKeys: ReadonlySet<string> = new Set([...typed, 'id', 'index', 'extra_content']);
const calledKeys: ReadonlySet<string> = new Set(['name', 'arguments']);
const functionKeys: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'strict']);
const chosenKeys: ReadonlySet<string> = new Set(['name']);
const bareFormatKeys: ReadonlySet<string> = new Set(['type']);
const formatKeys: ReadonlySet<string> = new Set(['type', 'json_schema']);
const schemaKeys: ReadonlySet<string> = new Set(['name', 'description', 'schema', 'strict']);

/**
 * The tools, the choice among them and the form of the answer. Throws `input_invalid`, and `unsupported` for keys that would be
 * dropped.
 */
export function parseTools(params: CreateParams): Pick<ParsedRequest, 'tools' | 'toolChoice' | 'responseFormat'> {
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
  if (!Array.isArray(value)) throw invalidInput(where, 'must be an array.');
  const calls: readonly unknown[] = value;
  return calls.length === 0 ? undefined : calls.map((call, index) => toolCallFrom(call, `${where}[${index}]`));
}

/**
 * Checks that each result answers a call of the assistant's turn before it. Services refuse anything else, each in its own
 * words; what is missing among the results is left to them.
 */
export function checkToolResults(messages: readonly ParsedMessage[]): void {
  const open = new Set<string>();
  for (const [index, { role, toolCalls, toolCallId }] of messages.entries()) {
    if (role === 'assistant') for (const { id } of toolCalls ?? []) open.add(id);
    if (role === 'tool' && toolCallId !== undefined && !open.has(toolCallId)) {
      throw invalidInput(`messages[${index}].tool_call_id`, 'names no tool call of an assistant message before it.');
    }
  }
}

function toolCallFrom(value: unknown, where: string): ToolCall {
  const call = recordFrom(value, callKeys, where);
  const { id, type } = call;
  if (typeof id !== 'string' || id === '') throw invalidInput(`${where}.id`, 'must be a non-empty string.');
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const { name, arguments: text } = recordFrom(call['function'], calledKeys, `${where}.function`);
  if (typeof name !== 'string' || name === '')
    throw invalidInput(`${where}.function.name`, 'must be a non-empty string.');
  if (typeof text !== 'string') throw invalidInput(`${where}.function.arguments`, 'must be a string of JSON.');
  const extra = call['extra_content'] ?? undefined;
  if (extra !== undefined && !isRecord(extra)) throw invalidInput(`${where}.extra_content`, 'must be an object.');
  return { id, type, function: { name, arguments: text }, ...(extra !== undefined && { extra_content: extra }) };
}

function toolsFrom(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidInput('tools', 'must be an array.');
  const tools: readonly unknown[] = value;
  // An empty list asks for nothing, and services refuse it.
  return tools.length === 0 ? undefined : tools.map((tool, index) => toolFrom(tool, `tools[${index}]`));
}

function toolFrom(value: unknown, where: string): Tool {
  const tool = recordFrom(value, typed, where);
  const { type } = tool;
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const declared = recordFrom(tool['function'], functionKeys, `${where}.function`);
  const { name } = declared;
  if (typeof name !== 'string' || name === '')
    throw invalidInput(`${where}.function.name`, 'must be a non-empty string.');
  const parameters = declared['parameters'] ?? undefined;
  if (parameters !== undefined && !isRecord(parameters)) {
    throw invalidInput(`${where}.function.parameters`, 'must be a JSON Schema object.');
  }
  return {
    type,
    function: {
      name,
      ...descriptionIn(declared, `${where}.function`),
      ...(parameters !== undefined && { parameters }),
      ...strictIn(declared, `${where}.function`),
    },
  };
}

function toolChoiceFrom(value: unknown, tools: readonly Tool[] | undefined): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  // Without tools, both say what happens anyway; services refuse them then.
  if (tools === undefined && (value === 'none' || value === 'auto')) return undefined;
  if (tools === undefined) throw invalidInput('tool_choice', 'needs tools to choose from.');
  if (value === 'none' || value === 'auto' || value === 'required') return value;
  const { type, function: chosen } = isRecord(value) ? value : {};
  const name = isRecord(chosen) ? chosen['name'] : undefined;
  if (type !== 'function' || typeof name !== 'string') {
    throw invalidInput('tool_choice', 'must be none, auto, required or { type: "function", function: { name } }.');
  }
  recordFrom(value, typed, 'tool_choice');
  recordFrom(chosen, chosenKeys, 'tool_choice.function');
  if (!tools.some((tool) => tool.function.name === name))
    throw invalidInput('tool_choice', 'names no function of tools.');
  return { type, function: { name } };
}

function responseFormatFrom(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const { type, json_schema: declared } = isRecord(value) ? value : {};
  recordFrom(value, type === 'json_schema' ? formatKeys : bareFormatKeys, 'response_format');
  // The default of every service.
  if (type === 'text') return undefined;
  if (type === 'json_object') return { type };
  if (type !== 'json_schema')
    throw invalidInput('response_format.type', 'must be one of text, json_object, json_schema.');
  const form = recordFrom(declared, schemaKeys, 'response_format.json_schema');
  const { name } = form;
  if (typeof name !== 'string' || name === '') {
    throw invalidInput('response_format.json_schema.name', 'must be a non-empty string.');
  }
  const schema = form['schema'] ?? undefined;
  if (schema !== undefined && !isRecord(schema))
    throw invalidInput('response_format.json_schema.schema', 'must be an object.');
  return {
    type,
    json_schema: {
      name,
      ...descriptionIn(form, 'response_format.json_schema'),
      ...(schema !== undefined && { schema }),
      ...strictIn(form, 'response_format.json_schema'),
    },
  };
}

/** What is no object has no fields: the one that is missed first says so. */
function recordFrom(value: unknown, known: ReadonlySet<string>, where: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  refuseUnknownKeys(value, known, where);
  return value;
}

function descriptionIn(given: Readonly<Record<string, unknown>>, where: string): { readonly description?: string } {
  const description = given['description'] ?? undefined;
  if (description === undefined) return {};
  if (typeof description !== 'string') throw invalidInput(`${where}.description`, 'must be a string.');
  return { description };
}

function strictIn(given: Readonly<Record<string, unknown>>, where: string): { readonly strict?: boolean } {
  const strict = given['strict'] ?? undefined;
  if (strict === undefined) return {};
  if (typeof strict !== 'boolean') throw invalidInput(`${where}.strict`, 'must be true or false.');
  return { strict };
}
