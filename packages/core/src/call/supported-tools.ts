import { knownToolKeys, type Tool, type ToolCall } from '../contract/tools.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ParsedRequest } from './parsed-request.ts';
import { refuse, type Support } from './support.ts';

type Asked = Pick<ParsedRequest, 'tools' | 'toolChoice' | 'responseFormat'>;

/**
 * The tools, the choice and the form as the candidate takes them. Tools and forms that it does not have, and keys that core does not
 * know, are `unsupported`, or dropped with a warning where the caller wants that.
 */
export function supportedTools(request: ParsedRequest, support: Support): Asked {
  const tools = toolsFor(request, support);
  const toolChoice = tools === undefined ? undefined : request.toolChoice;
  const responseFormat = supportedFormat(request, support);
  if (support.accepts.parameters === 'any') return { tools, toolChoice, responseFormat };
  const unknown = new UnknownKeys(support);
  return {
    tools: tools === undefined ? undefined : plainTools(tools, unknown),
    toolChoice: plainChoice(toolChoice, unknown),
    responseFormat: plainFormat(responseFormat, unknown),
  };
}

/** A call of the assistant without keys that core does not know: see {@link supportedTools}. */
export function plainCall(call: ToolCall, where: string, support: Support): ToolCall {
  const unknown = new UnknownKeys(support);
  const hasUnknown = unknown.in(call, knownToolKeys.call, where);
  const isPlain = !unknown.in(call.function, knownToolKeys.called, `${where}.function`) && !hasUnknown;
  if (isPlain) return call;
  const { id, type, extra_content: extra } = call;
  const { name, arguments: text } = call.function;
  return { id, type, function: { name, arguments: text }, ...(extra !== undefined && { extra_content: extra }) };
}

/** Finds keys that core does not know, and refuses them. */
class UnknownKeys {
  readonly #support: Support;

  constructor(support: Support) {
    this.#support = support;
  }

  /** Whether there are some, which the caller wants to be dropped. Throws `unsupported` where he does not. */
  in(value: object, known: ReadonlySet<string>, where: string): boolean {
    const names = Object.keys(value).filter((name) => !known.has(name));
    for (const name of names) {
      const param = `${where}.${name}`;
      refuse(this.#support, param, unsupported(param, `The provider cannot pass on ${param}. Leave it out`));
    }
    return names.length > 0;
  }
}

function plainTools(tools: readonly Tool[], unknown: UnknownKeys): readonly Tool[] {
  const plain = tools.map((tool, index) => plainTool(tool, `tools[${index}]`, unknown));
  return plain.every((tool, index) => tool === tools[index]) ? tools : plain;
}

function plainTool(tool: Tool, where: string, unknown: UnknownKeys): Tool {
  const hasUnknown = unknown.in(tool, knownToolKeys.tool, where);
  const isPlain = !unknown.in(tool.function, knownToolKeys.function, `${where}.function`) && !hasUnknown;
  if (isPlain) return tool;
  const { name, description, parameters, strict } = tool.function;
  return { type: 'function', function: { name, ...given({ description, parameters, strict }) } };
}

function plainChoice(choice: Asked['toolChoice'], unknown: UnknownKeys): Asked['toolChoice'] {
  if (typeof choice !== 'object') return choice;
  const hasUnknown = unknown.in(choice, knownToolKeys.choice, 'tool_choice');
  const isPlain = !unknown.in(choice.function, knownToolKeys.chosen, 'tool_choice.function') && !hasUnknown;
  return isPlain ? choice : { type: 'function', function: { name: choice.function.name } };
}

function plainFormat(format: Asked['responseFormat'], unknown: UnknownKeys): Asked['responseFormat'] {
  if (format === undefined) return undefined;
  if (format.type === 'json_object') {
    return unknown.in(format, knownToolKeys.bareFormat, 'response_format') ? { type: format.type } : format;
  }
  const where = 'response_format.json_schema';
  const hasUnknown = unknown.in(format, knownToolKeys.format, 'response_format');
  if (!unknown.in(format.json_schema, knownToolKeys.schema, where) && !hasUnknown) return format;
  const { name, description, schema, strict } = format.json_schema;
  return { type: 'json_schema', json_schema: { name, ...given({ description, schema, strict }) } };
}

function given<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

function toolsFor({ tools, messages }: ParsedRequest, support: Support): ParsedRequest['tools'] {
  if (support.accepts.tools === true) return tools;
  const index = messages.findIndex(({ role, toolCalls }) => role === 'tool' || toolCalls !== undefined);
  if (index !== -1) {
    throw unsupported(
      `messages[${index}]`,
      `The service does not call tools, but messages[${index}] is part of a tool call. Leave it out`,
    );
  }
  if (tools !== undefined) {
    refuse(support, 'tools', unsupported('tools', 'The service does not call tools. Leave out tools and tool_choice'));
  }
  return undefined;
}

function supportedFormat({ responseFormat }: ParsedRequest, support: Support): ParsedRequest['responseFormat'] {
  const known = support.accepts.responseFormat ?? [];
  if (responseFormat === undefined || known.includes(responseFormat.type)) return responseFormat;
  const names = known.length === 0 ? 'plain text only' : known.join(', ');
  const what = `The service has no response_format ${responseFormat.type}; it knows ${names}. Leave it out`;
  refuse(support, `response_format ${responseFormat.type}`, unsupported('response_format', what));
  return undefined;
}

function unsupported(param: string, what: string): PlugboardError {
  return new PlugboardError('unsupported', `${what}, or choose another provider.`, { param });
}
