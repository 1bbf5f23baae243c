import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ParsedRequest, ParsedMessage, ParsedPart } from './parsed-request.ts';
import { accepts, refuse, type Support } from './support.ts';
import { supportedMessages } from './supported-media.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { Accepts } from '../contract/accepts.ts';
import type { ChatParameters } from '../contract/chat-request.ts';

/**
 * The request as the candidate takes it: without the values that ask for nothing and have no place there. Throws `unsupported` for
 * the first thing that the candidate does not understand. Where the caller wants that, parameters are left out with a warning instead;
 * what belongs to the conversation never is.
 */
export function assertSupported(request: ParsedRequest, support: Support): ParsedRequest {
  const parameters = supportedParameters(request.parameters, support);
  assertExtra(request.providerOptions[support.plugin], support);
  const tools = supportedTools(request, support);
  const responseFormat = supportedFormat(request, support);
  const messages = withSupportedFields(supportedMessages(request, support), support);
  const isUnchanged =
    parameters === request.parameters &&
    messages === request.messages &&
    tools === request.tools &&
    responseFormat === request.responseFormat;
  if (isUnchanged) return request;
  const toolChoice = tools === undefined ? undefined : request.toolChoice;
  return { ...request, parameters, messages, tools, toolChoice, responseFormat };
}

function supportedTools({ tools, messages }: ParsedRequest, support: Support): ParsedRequest['tools'] {
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

function assertExtra(
  extra: object | undefined,
  { plugin, accepts: { extra: known = [], extraTypes = {} } }: Support,
): void {
  if (extra === undefined) return;
  assertExtraTypes(extra, plugin, extraTypes);
  const refused = Object.keys(extra).filter((name) => !accepts(known, name));
  if (refused.length === 0) return;
  const names = known === 'any' || known.length === 0 ? 'none' : known.join(', ');
  throw new PlugboardError(
    'unsupported',
    `provider_options.${plugin} has no key ${refused.join(', ')}. Known keys: ${names}.`,
    { param: `provider_options.${plugin}.${refused[0]}` },
  );
}

function assertExtraTypes(extra: object, plugin: string, types: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(extra)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined || value === undefined || value === null || typeof value === type) continue;
    throw new PlugboardError(
      'input_invalid',
      `provider_options.${plugin}.${name} is a ${type}, not ${typeOf(value)}.`,
      { param: `provider_options.${plugin}.${name}` },
    );
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function unsupported(param: string, what: string): PlugboardError {
  return new PlugboardError('unsupported', `${what}, or choose another provider.`, { param });
}

/**
 * The messages with the fields that the candidate accepts. Fields that only repeat what is known otherwise, or belong to the history of
 * another service, are left out; for others this throws `unsupported`, or drops them with a warning where the caller wants that.
 */
function withSupportedFields(messages: readonly ParsedMessage[], support: Support): readonly ParsedMessage[] {
  const known = support.accepts.messageFields;
  if (known === 'any' || !messages.some(hasFields)) return messages;
  return messages.map((message, index) => {
    const where = `messages[${index}]`;
    const { fields, ...others } = message;
    const kept = supportedFields(fields, where, support, (name) => isRedundant(message, name));
    const content = message.content.map((part, position): ParsedPart => {
      if (part.type === 'file-id' && !accepts(known, 'file_id')) throw fileIdRefused(part.place);
      if (part.fields === undefined) return part;
      return { ...part, fields: supportedFields(part.fields, `${where}.content[${position}]`, support) };
    });
    return { ...others, content, ...(kept !== undefined && { fields: kept }) };
  });
}

function hasFields({ fields, content }: ParsedMessage): boolean {
  return fields !== undefined || content.some((part) => part.type === 'file-id' || part.fields !== undefined);
}

function supportedFields(
  fields: JsonObject | undefined,
  where: string,
  support: Support,
  isRedundantField: (name: string) => boolean = () => false,
): JsonObject | undefined {
  if (fields === undefined) return undefined;
  const entries = Object.entries(fields).filter(([name]) => {
    if (accepts(support.accepts.messageFields, name)) return true;
    if (!isRedundantField(name)) refuse(support, `${where}.${name}`, fieldNotAccepted(`${where}.${name}`));
    return false;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The name of a tool stands in the call that the message answers, and an answer in sound in the history of another service. */
function isRedundant({ role }: ParsedMessage, name: string): boolean {
  return (role === 'tool' && name === 'name') || (role === 'assistant' && name === 'audio');
}

function fieldNotAccepted(param: string): PlugboardError {
  return new PlugboardError(
    'unsupported',
    `The provider cannot pass on ${param}, and nothing is dropped silently: leave it out, choose another provider, or set unsupported: 'drop'.`,
    { param },
  );
}

function fileIdRefused(param: string): PlugboardError {
  return new PlugboardError(
    'unsupported',
    `The provider knows no files by id, as ${param} asks for. Pass the file itself, or choose the provider that keeps it.`,
    { param },
  );
}

/** Values that ask for what happens anyway at a service that has no such parameter. */
const askForNothing: { readonly [Name in keyof ChatParameters]?: readonly ChatParameters[Name][] } = {
  frequency_penalty: [0],
  presence_penalty: [0],
  parallel_tool_calls: [true],
  logit_bias: [{}],
  logprobs: [false],
  top_logprobs: [0],
  modalities: [['text']],
  service_tier: ['auto', 'default'],
  store: [false],
  metadata: [{}],
  stream_options: [{ include_obfuscation: false }],
};

/** Two names of one thing: a service may know only the other one. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/**
 * The parameters as the candidate takes them: under the name that it knows, without what asks for nothing and has no place there.
 * The others are dropped with a warning where the caller wants that; else this throws `unsupported`.
 */
function supportedParameters(parameters: ChatParameters, support: Support): ChatParameters {
  const isAccepted = (name: string): boolean => acceptsParameter(support.accepts, name);
  if (Object.keys(parameters).every(isAccepted)) return parameters;
  const supported: Record<string, unknown> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const other = otherNames.get(name);
    if (isAccepted(name)) supported[name] = value;
    else if (other !== undefined && isAccepted(other)) supported[other] = value;
    else if (!asksForNothing(name, value)) refused.push(name);
  }
  if (refused.length > 0) refuse(support, refused.join(', '), parametersNotAccepted(refused, support.accepts));
  return supported;
}

function acceptsParameter({ parameters, refusedParameters }: Accepts, name: string): boolean {
  return accepts(parameters, name) && !accepts(refusedParameters, name);
}

function asksForNothing(name: string, value: unknown): boolean {
  const values: unknown = Object.hasOwn(askForNothing, name) ? Reflect.get(askForNothing, name) : [];
  const text = JSON.stringify(value);
  return Array.isArray(values) && values.some((nothing) => JSON.stringify(nothing) === text);
}

function parametersNotAccepted(refused: readonly string[], { parameters = [] }: Accepts): PlugboardError {
  const known =
    parameters === 'any' ? '' : ` It understands: ${parameters.length === 0 ? 'none' : parameters.join(', ')}.`;
  return new PlugboardError(
    'unsupported',
    `The provider has no parameter ${refused.join(', ')}. Nothing is dropped silently: leave it out, choose another provider, or set unsupported: 'drop'.${known}`,
    { param: refused[0] },
  );
}
