import type { ParsedRequest, ParsedMessage } from '../../call/parsed-request.ts';
import { isRecord, type JsonObject } from '../../util/is-record.ts';
import { type ResponseFormat, type Tool, type ToolCall, type ToolChoice, knownToolKeys } from '../../contract/tools.ts';
import type { CreateParams } from '../create-params.ts';
import { allowedToolsFrom, isAmongSome } from './allowed-tools.ts';
import { fieldsFrom, invalidInput, isGiven, refuseOtherThanJson, refuseUnknownKeys } from './check-input.ts';

/**
 * Reads the functions, the choice among them and the form of the answer. Keeps keys that core does not know: the
 * provider decides whether to accept them. Throws `input_invalid`.
 */
export function parseTools(
  params: CreateParams,
): Pick<ParsedRequest, 'tools' | 'toolChoice' | 'allowedTools' | 'responseFormat'> {
  refuseBoth(params, 'functions', 'tools');
  refuseBoth(params, 'function_call', 'tool_choice');
  const declared = toolsFrom(params.tools) ?? functionsFrom(params.functions);
  const given = params.tool_choice ?? choiceOfFunction(params.function_call);
  const responseFormat = responseFormatFrom(params.response_format);
  const allowedTools = isAmongSome(given) ? allowedToolsFrom(given, params.tools ?? declared) : undefined;
  const toolChoice = allowedTools === undefined ? toolChoiceFrom(given, declared, params.tools) : undefined;
  return { tools: declared, toolChoice, responseFormat, ...(allowedTools !== undefined && { allowedTools }) };
}

/** Refuses both forms together, because one of them would be dropped silently. */
function refuseBoth(params: CreateParams, older: 'functions' | 'function_call', newer: 'tools' | 'tool_choice'): void {
  if (!isGiven(params[older]) || !isGiven(params[newer])) return;
  throw invalidInput(older, `is the older form of ${newer}, but both are given. Give only ${newer}.`);
}

/** The older form of tools: the functions themselves. */
function functionsFrom(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidInput('functions', 'must be an array.');
  const functions: readonly unknown[] = value;
  if (functions.length === 0) return undefined;
  return functions.map((declared, index) => {
    const where = `functions[${index}]`;
    return { type: 'function', function: functionFrom(recordFrom(declared, knownToolKeys.function, where), where) };
  });
}

/** The older form of a choice: `none`, `auto` or the name of a function. */
function choiceOfFunction(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { name } = recordFrom(value, knownToolKeys.chosen, 'function_call');
  return { type: 'function', function: { name } };
}

/**
 * The calls of an assistant's turn: those of functions, and those of other tools unchanged. `undefined` if there are
 * none.
 */
export function toolCallsFrom(
  value: unknown,
  where: string,
): { readonly calls: readonly ToolCall[] | undefined; readonly others: readonly JsonObject[] | undefined } {
  if (value === undefined || value === null) return { calls: undefined, others: undefined };
  if (!Array.isArray(value)) throw invalidInput(where, 'must be an array.');
  const given: readonly unknown[] = value;
  const calls: ToolCall[] = [];
  const others: JsonObject[] = [];
  for (const [index, call] of given.entries()) {
    if (isOtherTool(call)) others.push(otherCallFrom(call, `${where}[${index}]`));
    else calls.push(toolCallFrom(call, `${where}[${index}]`));
  }
  return { calls: calls.length === 0 ? undefined : calls, others: others.length === 0 ? undefined : others };
}

/** A call of a custom tool, or of a tool that is built into the service. */
function otherCallFrom(call: JsonObject, where: string): JsonObject {
  const { id, index: _place, ...said } = call;
  if (typeof id !== 'string' || id === '') throw invalidInput(`${where}.id`, 'must be a non-empty string.');
  refuseOtherThanJson(said, where);
  return { id, ...said };
}

/**
 * Checks that each result belongs to a call of an assistant's turn before it. Services refuse anything else, each with
 * another message. Whether results are missing, the services check themselves.
 */
export function checkToolResults(messages: readonly ParsedMessage[]): void {
  const open = new Set<string>();
  for (const [index, { role, toolCalls, otherCalls, toolCallId }] of messages.entries()) {
    for (const { id } of [...(toolCalls ?? []), ...(otherCalls ?? [])]) if (typeof id === 'string') open.add(id);
    if (role === 'tool' && toolCallId !== undefined && !open.has(toolCallId)) {
      throw invalidInput(
        `messages[${index}].tool_call_id`,
        'must be the id of a tool call in an earlier assistant message.',
      );
    }
  }
}

function toolCallFrom(value: unknown, where: string): ToolCall {
  const call = isRecord(value) ? value : {};
  const { id, type } = call;
  if (typeof id !== 'string' || id === '') throw invalidInput(`${where}.id`, 'must be a non-empty string.');
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const called = calledFunction(call['function'], `${where}.function`);
  const extra = call['extra_content'] ?? undefined;
  if (extra !== undefined && !isRecord(extra)) throw invalidInput(`${where}.extra_content`, 'must be an object.');
  return {
    ...fieldsFrom(call, knownToolKeys.call, where).fields,
    id,
    type,
    function: called,
    ...(extra !== undefined && { extra_content: extra }),
  };
}

/** The name and the arguments of a call. */
export function calledFunction(value: unknown, where: string): ToolCall['function'] {
  const called = isRecord(value) ? value : {};
  const { name, arguments: text } = called;
  if (typeof name !== 'string' || name === '') throw invalidInput(`${where}.name`, 'must be a non-empty string.');
  if (typeof text !== 'string') throw invalidInput(`${where}.arguments`, 'must be a string of JSON.');
  return { ...fieldsFrom(called, knownToolKeys.called, where).fields, name, arguments: text };
}

function toolsFrom(value: unknown): readonly Tool[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw invalidInput('tools', 'must be an array.');
  const tools: readonly unknown[] = value;
  // Tools of other types count as parameters: see otherToolsAndForms().
  const functions = tools.flatMap((tool, index) => (isOtherTool(tool) ? [] : [toolFrom(tool, `tools[${index}]`)]));
  // An empty list asks for nothing, but services refuse it.
  return functions.length === 0 ? undefined : functions;
}

function toolFrom(value: unknown, where: string): Tool {
  const tool = isRecord(value) ? value : {};
  const { type } = tool;
  if (type !== 'function') throw invalidInput(`${where}.type`, 'must be "function".');
  const declared = functionFrom(tool['function'], `${where}.function`);
  return { ...fieldsFrom(tool, knownToolKeys.tool, where).fields, type, function: declared };
}

function functionFrom(value: unknown, where: string): Tool['function'] {
  const declared = isRecord(value) ? value : {};
  const { name } = declared;
  if (typeof name !== 'string' || name === '') throw invalidInput(`${where}.name`, 'must be a non-empty string.');
  const parameters = declared['parameters'] ?? undefined;
  if (parameters !== undefined && !isRecord(parameters)) {
    throw invalidInput(`${where}.parameters`, 'must be a JSON Schema object.');
  }
  return {
    ...fieldsFrom(declared, knownToolKeys.function, where).fields,
    name,
    ...descriptionIn(declared, where),
    ...(parameters !== undefined && { parameters }),
    ...strictIn(declared, where),
  };
}

function toolChoiceFrom(value: unknown, tools: readonly Tool[] | undefined, listed: unknown): ToolChoice | undefined {
  if (value === undefined || value === null || isOtherChoice(value, listed)) return undefined;
  // Without tools, both describe what happens anyway, but services refuse them.
  if (tools === undefined && (value === 'none' || value === 'auto')) return undefined;
  if (tools === undefined) throw invalidInput('tool_choice', 'needs tools to choose from.');
  if (value === 'none' || value === 'auto' || value === 'required') return value;
  const choice = isRecord(value) ? value : {};
  const { type } = choice;
  const chosen = isRecord(choice['function']) ? choice['function'] : {};
  const { name } = chosen;
  if (type !== 'function' || typeof name !== 'string') {
    throw invalidInput('tool_choice', 'must be none, auto, required or { type: "function", function: { name } }.');
  }
  if (!tools.some((tool) => tool.function.name === name))
    throw invalidInput('tool_choice', 'must name a function in tools.');
  return {
    ...fieldsFrom(choice, knownToolKeys.choice, 'tool_choice').fields,
    type,
    function: { ...fieldsFrom(chosen, knownToolKeys.chosen, 'tool_choice.function').fields, name },
  };
}

/** The form of the answer. `undefined` for text, and for forms that core does not know. Throws `input_invalid`. */
function responseFormatFrom(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null || isOtherForm(value)) return undefined;
  const format = isRecord(value) ? value : {};
  const { type } = format;
  // Text is the default of every service.
  if (type === 'text') {
    refuseUnknownKeys(format, knownToolKeys.bareFormat, 'response_format');
    return undefined;
  }
  if (type === 'json_object')
    return { ...fieldsFrom(format, knownToolKeys.bareFormat, 'response_format').fields, type };
  if (type !== 'json_schema')
    throw invalidInput('response_format.type', 'must be one of text, json_object, json_schema.');
  const form = isRecord(format['json_schema']) ? format['json_schema'] : {};
  const { name } = form;
  if (typeof name !== 'string' || name === '') {
    throw invalidInput('response_format.json_schema.name', 'must be a non-empty string.');
  }
  const schema = form['schema'] ?? undefined;
  if (schema !== undefined && !isRecord(schema))
    throw invalidInput('response_format.json_schema.schema', 'must be an object.');
  return {
    ...fieldsFrom(format, knownToolKeys.format, 'response_format').fields,
    type,
    json_schema: {
      ...fieldsFrom(form, knownToolKeys.schema, 'response_format.json_schema').fields,
      name,
      ...descriptionIn(form, 'response_format.json_schema'),
      ...(schema !== undefined && { schema }),
      ...strictIn(form, 'response_format.json_schema'),
    },
  };
}

/**
 * The request with this form of the answer, which is not read yet. A form that core does not know goes with the
 * parameters. Throws `input_invalid`.
 */
export function withResponseFormat(request: ParsedRequest, format: unknown): ParsedRequest {
  const parameters = { ...request.parameters, ...otherToolsAndForms({ response_format: format }) };
  return { ...request, parameters, responseFormat: responseFormatFrom(format) };
}

/** Reads anything but an object as `{}`: the error about its first missing field is clear enough. */
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

const knownFormats: ReadonlySet<unknown> = new Set(['text', 'json_object', 'json_schema']);
const knownChoices: ReadonlySet<unknown> = new Set(['function', 'allowed_tools']);

/** Whether a tool, or a call of one, is not a function: OpenAI's `custom`, or a tool that is built into the service. */
function isOtherTool(value: unknown): value is JsonObject {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'] !== 'function';
}

/**
 * The whole list of tools if some are not functions, a choice of such a tool, and forms of answers that core does not
 * know. Like all parameters that core does not know, they go to providers that accept `any`.
 */
export function otherToolsAndForms({
  tools,
  tool_choice: choice,
  response_format: format,
}: {
  readonly [Name in 'tools' | 'tool_choice' | 'response_format']?: unknown;
}): JsonObject {
  const others: Record<string, unknown> = {};
  const listed: readonly unknown[] = Array.isArray(tools) ? tools : [];
  const hasOthers = listed.some(isOtherTool);
  if (hasOthers && listed.every((tool, index) => isJson(tool, `tools[${index}]`))) others['tools'] = listed;
  if (isOtherChoice(choice, tools) && isJson(choice, 'tool_choice')) others['tool_choice'] = choice;
  if (isOtherForm(format) && isJson(format, 'response_format')) others['response_format'] = format;
  return others;
}

/**
 * Whether a choice names a tool that is not a function, or is one of OpenAI's words while the list has no functions.
 */
function isOtherChoice(value: unknown, tools: unknown): boolean {
  if (typeof value === 'string') return Array.isArray(tools) && tools.length > 0 && tools.every(isOtherTool);
  return isRecord(value) && typeof value['type'] === 'string' && !knownChoices.has(value['type']);
}

/** Whether the form of an answer is one that core does not know. */
function isOtherForm(value: unknown): boolean {
  return isRecord(value) && typeof value['type'] === 'string' && !knownFormats.has(value['type']);
}

function isJson(value: unknown, where: string): true {
  refuseOtherThanJson(value, where);
  return true;
}
