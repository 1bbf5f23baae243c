import type { ParsedRequest, ParsedMessage } from '../../call/parsed-request.ts';
import { isRecord } from '../../util/is-record.ts';
import type { ResponseFormat, Tool, ToolCall, ToolChoice } from '../../contract/tools.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import type { CreateParams } from '../create-params.ts';
import { invalidInput, refuseUnknownKeys } from './check-input.ts';

const typed: ReadonlySet<string> = new Set(['type', 'function', 'custom']);
const allowedKeys: ReadonlySet<string> = new Set(['mode', 'tools']);
/** Who puts a call together from the pieces of a stream has its `index` too; its place in the list says the same. */
const callKeys: ReadonlySet<string> = new Set([...typed, 'id', 'index', 'extra_content']);
/** `parsed_arguments` is what `parse()` adds to a message; the service gets `arguments`. */
const calledKeys: ReadonlySet<string> = new Set(['name', 'arguments', 'parsed_arguments']);
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
  const declared = toolsFrom(params.tools) ?? functionsFrom(params.functions);
  const given = params.tool_choice ?? choiceOfFunction(params.function_call);
  const responseFormat = responseFormatFrom(params.response_format);
  const allowed = allowedToolsFrom(given);
  if (allowed === undefined) return { tools: declared, toolChoice: toolChoiceFrom(given, declared), responseFormat };
  const tools = onlyAllowed(declared, allowed.names);
  return { tools, toolChoice: toolChoiceFrom(allowed.mode, tools), responseFormat };
}

/** The older form of tools: the functions themselves. */
function functionsFrom(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidInput('functions', 'must be an array.');
  const functions: readonly unknown[] = value;
  if (functions.length === 0) return undefined;
  return functions.map((declared, index) => ({
    type: 'function',
    function: functionFrom(declared, `functions[${index}]`),
  }));
}

/** The older form of a choice: `none`, `auto` or the name of a function. */
function choiceOfFunction(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { name } = recordFrom(value, chosenKeys, 'function_call');
  return { type: 'function', function: { name } };
}

/** A choice among some of the tools; `undefined`: another choice. */
function allowedToolsFrom(value: unknown): { readonly names: readonly unknown[]; readonly mode: unknown } | undefined {
  if (!isRecord(value) || value['type'] !== 'allowed_tools') return undefined;
  const where = 'tool_choice.allowed_tools';
  const { mode, tools } = recordFrom(value['allowed_tools'], allowedKeys, where);
  if (mode !== 'auto' && mode !== 'required') throw invalidInput(`${where}.mode`, 'must be auto or required.');
  if (!Array.isArray(tools) || tools.length === 0) throw invalidInput(`${where}.tools`, 'must be a list of tools.');
  const entries: readonly unknown[] = tools;
  const names = entries.map((tool) => {
    const named = isRecord(tool) ? tool['function'] : undefined;
    return isRecord(named) ? named['name'] : undefined;
  });
  return { names, mode };
}

/** Services differ in whether they can choose among some; a tool that is not allowed need not be told to any. */
function onlyAllowed(tools: readonly Tool[] | undefined, names: readonly unknown[]): readonly Tool[] {
  const kept = (tools ?? []).filter((tool) => names.includes(tool.function.name));
  if (kept.length === new Set(names).size) return kept;
  throw invalidInput('tool_choice.allowed_tools.tools', 'names a function that tools does not have.');
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
  if (type === 'custom') throw customTool(where);
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const called = calledFunction(call['function'], `${where}.function`);
  const extra = call['extra_content'] ?? undefined;
  if (extra !== undefined && !isRecord(extra)) throw invalidInput(`${where}.extra_content`, 'must be an object.');
  return { id, type, function: called, ...(extra !== undefined && { extra_content: extra }) };
}

/** The name and the arguments of a call. */
export function calledFunction(value: unknown, where: string): ToolCall['function'] {
  const { name, arguments: text } = recordFrom(value, calledKeys, where);
  if (typeof name !== 'string' || name === '') throw invalidInput(`${where}.name`, 'must be a non-empty string.');
  if (typeof text !== 'string') throw invalidInput(`${where}.arguments`, 'must be a string of JSON.');
  return { name, arguments: text };
}

/** Their input is text of any grammar, for which the contract with providers has no place. */
function customTool(param: string): PlugboardError {
  return new PlugboardError('unsupported', `${param} is a custom tool, and only functions can be passed on.`, {
    param,
  });
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
  if (type === 'custom') throw customTool(where);
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  return { type, function: functionFrom(tool['function'], `${where}.function`) };
}

function functionFrom(value: unknown, where: string): Tool['function'] {
  const declared = recordFrom(value, functionKeys, where);
  const { name } = declared;
  if (typeof name !== 'string' || name === '') throw invalidInput(`${where}.name`, 'must be a non-empty string.');
  const parameters = declared['parameters'] ?? undefined;
  if (parameters !== undefined && !isRecord(parameters)) {
    throw invalidInput(`${where}.parameters`, 'must be a JSON Schema object.');
  }
  return {
    name,
    ...descriptionIn(declared, where),
    ...(parameters !== undefined && { parameters }),
    ...strictIn(declared, where),
  };
}

function toolChoiceFrom(value: unknown, tools: readonly Tool[] | undefined): ToolChoice | undefined {
  if (value === undefined || value === null) return undefined;
  // Without tools, both say what happens anyway; services refuse them then.
  if (tools === undefined && (value === 'none' || value === 'auto')) return undefined;
  if (tools === undefined) throw invalidInput('tool_choice', 'needs tools to choose from.');
  if (value === 'none' || value === 'auto' || value === 'required') return value;
  const { type, function: chosen } = isRecord(value) ? value : {};
  if (type === 'custom') throw customTool('tool_choice');
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

/** The form of the answer; `undefined` for text. Throws `input_invalid`, and `unsupported` for keys that would be dropped. */
export function responseFormatFrom(value: unknown): ResponseFormat | undefined {
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
