import type { MediaKind } from '../contract/media.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';
import type { Accepts } from '../contract/model.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import {
  filesOf,
  isFile,
  type FilePart,
  type ParsedMessage,
  type ParsedPart,
  type ParsedRequest,
} from './parsed-request.ts';
import { knownToolKeys, type Tool, type ToolCall } from '../contract/tools.ts';

/** What decides whether a candidate supports a request. */
export interface Support {
  readonly plugin: string;
  /** What the provider accepts, with the differences of its model. */
  readonly accepts: Accepts;
  /** The kinds of media that the model takes. `undefined`: unknown. */
  readonly input: readonly MediaKind[] | undefined;
  readonly mode: UnsupportedMode;
  warn(message: string): void;
}

/** Throws the error or, if the caller wants that, warns that `what` is left out. */
export function refuse({ mode, warn }: Support, what: string, error: PlugboardError): void {
  if (mode === 'error') throw error;
  warn(`The provider does not accept ${what}, which was left out (unsupported: 'drop').`);
}

/** Whether a list of accepted names has a name. */
export function accepts(names: readonly string[] | 'any' | undefined, name: string): boolean {
  return names === 'any' || (names?.includes(name) ?? false);
}

/**
 * The messages, with their files in the form that the candidate accepts. Throws `unsupported` for too many files, for a
 * remote URL that nobody would fetch, for a kind that the model does not take, and for a `detail` that cannot be passed
 * on.
 */
export function supportedMessages(request: ParsedRequest, support: Support): readonly ParsedMessage[] {
  const { accepts, input } = support;
  assertMediaPerTurn(request, accepts);
  assertMediaPerRequest(request, accepts);
  const files = filesOf(request);
  for (const { media, place } of files) {
    if (media.remoteUrl !== undefined && accepts.remoteMedia !== true) {
      throw unsupported(
        `The service does not fetch remote URLs, and Plugboard does not fetch them for it: ${media.label}. Download the file and pass it as file(path) or bytes.`,
        place,
      );
    }
    assertKind(media.kind, media.label, input, place);
  }
  return withSupportedDetails(request.messages, files, support);
}

/**
 * Removes the `detail` of images for a service that does not know it. `auto` asks for what every service does anyway.
 */
function withSupportedDetails(
  messages: readonly ParsedMessage[],
  files: readonly FilePart[],
  support: Support,
): readonly ParsedMessage[] {
  if (support.accepts.imageDetail === true || files.every(({ detail }) => detail === undefined)) return messages;
  for (const { detail, place } of files) {
    if (detail === undefined || detail === 'auto') continue;
    const param = `${place}.detail`;
    const message = `The provider cannot pass on ${param}, and nothing is dropped silently: leave it out, or choose another provider.`;
    refuse(support, param, unsupported(message, param));
  }
  const withoutDetail = (part: ParsedPart): ParsedPart => (isFile(part) ? { ...part, detail: undefined } : part);
  return messages.map((message) => ({ ...message, content: message.content.map(withoutDetail) }));
}

/** Throws `unsupported` if the model does not take this kind. `kind` is `undefined` if it is not known yet. */
export function assertKind(
  kind: MediaKind | undefined,
  label: string,
  input: readonly MediaKind[] | undefined,
  place: string,
): void {
  if (kind === undefined || input === undefined || input.includes(kind)) return;
  const takes = input.length === 0 ? 'text only' : `text and ${input.join(', ')}`;
  throw unsupported(`The model takes ${takes}, but ${label} is of kind ${kind}.`, place);
}

function assertMediaPerTurn({ messages }: ParsedRequest, accepts: Accepts): void {
  const max = accepts.mediaPerTurn;
  if (max === undefined) return;
  let count = 0;
  let speaker: string | undefined;
  for (const [index, { role, content }] of messages.entries()) {
    const added = content.filter(({ type }) => type === 'media').length;
    // Some services have no system messages, so the messages around one may be a single turn.
    if (role === 'system') {
      if (added === 0) continue;
      throw unsupported(
        `The service takes files from user and assistant messages only, but messages[${index}] is a system message. Put its file into a user message.`,
        `messages[${index}]`,
      );
    }
    count = role === speaker ? count + added : added;
    speaker = role;
    if (count <= max) continue;
    throw unsupported(
      `The service takes ${countOf(max)} per turn, but the turn that ends with messages[${index}] has ${count}. Ask about them one by one.`,
      `messages[${index}]`,
    );
  }
}

function assertMediaPerRequest({ media }: ParsedRequest, accepts: Accepts): void {
  const max = accepts.mediaPerRequest;
  if (max === undefined || media.length <= max) return;
  throw unsupported(
    `The service takes ${countOf(max)} per request, but the messages have ${media.length}. Leave out the files that the question is not about.`,
  );
}

function countOf(count: number): string {
  return count === 1 ? 'one file' : `${count} files`;
}

function unsupported(message: string, param?: string): PlugboardError {
  return new PlugboardError('unsupported', message, { param });
}

type Asked = Pick<ParsedRequest, 'tools' | 'toolChoice' | 'responseFormat'>;

/**
 * The tools, the choice and the form of the answer as the candidate accepts them. For tools and forms that it does not
 * support, and for keys that core does not know, it throws `unsupported`, or drops them with a warning if the caller
 * wants that.
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

/** A call of the assistant without keys that core does not know, which are treated as in {@link supportedTools}. */
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

  /** Returns whether there are unknown keys to drop. Throws `unsupported` if the caller does not want them dropped. */
  in(value: object, known: ReadonlySet<string>, where: string): boolean {
    const names = Object.keys(value).filter((name) => !known.has(name));
    for (const name of names) {
      const param = `${where}.${name}`;
      refuse(this.#support, param, unsupportedParam(param, `The provider cannot pass on ${param}. Leave it out`));
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
    throw unsupportedParam(
      `messages[${index}]`,
      `The service does not support tools, but messages[${index}] is part of a tool call. Leave it out`,
    );
  }
  if (tools !== undefined) {
    refuse(
      support,
      'tools',
      unsupportedParam('tools', 'The service does not support tools. Leave out tools and tool_choice'),
    );
  }
  return undefined;
}

function supportedFormat({ responseFormat }: ParsedRequest, support: Support): ParsedRequest['responseFormat'] {
  const known = support.accepts.responseFormat ?? [];
  if (responseFormat === undefined || known.includes(responseFormat.type)) return responseFormat;
  const names = known.length === 0 ? 'plain text only' : known.join(', ');
  const what = `The service has no response_format ${responseFormat.type}; it knows ${names}. Leave it out`;
  refuse(support, `response_format ${responseFormat.type}`, unsupportedParam('response_format', what));
  return undefined;
}

function unsupportedParam(param: string, what: string): PlugboardError {
  return unsupported(`${what}, or choose another provider.`, param);
}
