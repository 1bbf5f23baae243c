import { PlugboardError } from '../errors/plugboard-error.ts';
import { quote } from '../errors/quote.ts';
import { chooseAmong } from './allowed-tools.ts';
import type { ParsedRequest, ParsedMessage, ParsedPart } from './parsed-request.ts';
import { accepts, refuse, type Support, supportedMessages, plainCall, supportedTools } from './support.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { Accepts, Model } from '../contract/model.ts';
import type { Provider } from '../contract/provider.ts';
import type { ChatParameters } from '../contract/chat-request.ts';

/** What a provider accepts in a request to a model. The declaration of the model takes precedence, field by field. */
export function acceptsOf(provider: Pick<Provider, 'accepts'>, model: Model | undefined): Accepts {
  return model?.accepts === undefined ? (provider.accepts ?? {}) : { ...provider.accepts, ...model.accepts };
}

/**
 * The request in the form that the candidate accepts: without values that ask for nothing and that it does not know.
 * Throws `unsupported` for the first thing that the candidate does not accept. If the caller wants that, parameters are
 * left out with a warning instead. What belongs to the conversation is never left out.
 */
export function assertSupported(given: ParsedRequest, support: Support): ParsedRequest {
  const { allowedTools } = given;
  const request = allowedTools === undefined ? given : chooseAmong(given, allowedTools, support.accepts);
  const parameters = supportedParameters(request.parameters, support);
  assertExtra(request.providerOptions[support.plugin], support);
  const { tools, toolChoice, responseFormat } = hasTools(request) ? supportedTools(request, support) : request;
  const withFiles = request.media.length === 0 ? request.messages : supportedMessages(request, support);
  const messages = withSupportedFields(withFiles, support);
  const isUnchanged =
    parameters === request.parameters &&
    messages === request.messages &&
    tools === request.tools &&
    toolChoice === request.toolChoice &&
    responseFormat === request.responseFormat;
  if (isUnchanged) return request;
  return { ...request, parameters, messages, tools, toolChoice, responseFormat };
}

/** Whether the request declares, chooses or calls tools, or asks for a form of the answer. */
function hasTools({ tools, toolChoice, responseFormat, messages }: ParsedRequest): boolean {
  return (
    (tools ?? toolChoice ?? responseFormat) !== undefined ||
    messages.some(({ role, toolCalls }) => role === 'tool' || toolCalls !== undefined)
  );
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
      `provider_options.${plugin}.${name} must be a ${type}, not ${typeOf(value)}.`,
      { param: `provider_options.${plugin}.${name}` },
    );
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * The messages with only the fields that the candidate accepts. Leaves out fields that repeat what is known otherwise,
 * or that belong to the history of another service. For others it throws `unsupported`, or drops them with a warning if
 * the caller wants that.
 */
function withSupportedFields(messages: readonly ParsedMessage[], support: Support): readonly ParsedMessage[] {
  const known = support.accepts.messageFields;
  if (known === 'any' || !messages.some(hasFields)) return messages;
  return messages.map((message, index) => {
    const where = `messages[${index}]`;
    const { fields, ...others } = message;
    const kept = supportedFields(fields, where, support, (name) => isRedundant(message, name));
    const content = message.content.map((part, position): ParsedPart => {
      if (part.type === 'other') throw partRefused(part);
      if (part.type === 'file-id' && !accepts(known, 'file_id')) throw fileIdRefused(part.place);
      return supportedPart(part, `${where}.content[${position}]`, support);
    });
    const toolCalls = message.toolCalls?.map((call, at) => plainCall(call, `${where}.tool_calls[${at}]`, support));
    if (message.otherCalls !== undefined) throw otherCallRefused(`${where}.tool_calls`, message);
    return {
      ...others,
      content,
      ...(toolCalls !== undefined && { toolCalls }),
      ...(kept !== undefined && { fields: kept }),
    };
  });
}

function hasFields({ fields, content, toolCalls, otherCalls }: ParsedMessage): boolean {
  return (
    fields !== undefined ||
    toolCalls !== undefined ||
    otherCalls !== undefined ||
    content.some((part) => part.type !== 'text' || part.fields !== undefined)
  );
}

function supportedPart(part: ParsedPart, where: string, support: Support): ParsedPart {
  const inner = part.type === 'media' ? part.urlFields : undefined;
  if (part.fields === undefined && inner === undefined) return part;
  const fields = supportedFields(part.fields, where, support);
  if (part.type === 'other') return part;
  if (part.type !== 'media') return { ...part, fields };
  return { ...part, fields, urlFields: supportedFields(inner, part.place, support) };
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

/**
 * Whether a field may be left out: the name of a tool also stands in its call, and a spoken answer belongs to the
 * history of another service.
 */
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

/** Calls belong to the conversation, so they are never dropped. */
function otherCallRefused(list: string, { toolCalls = [], otherCalls = [] }: ParsedMessage): PlugboardError {
  // If there are several calls, the position of this one is no longer known.
  const param = toolCalls.length === 0 && otherCalls.length === 1 ? `${list}[0]` : list;
  return new PlugboardError(
    'unsupported',
    `${param} has a call of a tool that is not a function, but the provider accepts only calls of functions. Choose the provider that made the call.`,
    { param },
  );
}

/** Parts belong to the conversation, so they are never dropped. */
function partRefused({ part, place }: Extract<ParsedPart, { type: 'other' }>): PlugboardError {
  const param = `${place}.type`;
  return new PlugboardError(
    'unsupported',
    `${param} is ${quote(String(part['type']))}, but the provider accepts only parts of types that Plugboard knows: text, image_url, video_url, audio_url, pdf_url, input_audio, file and refusal.`,
    { param },
  );
}

function fileIdRefused(param: string): PlugboardError {
  return new PlugboardError(
    'unsupported',
    `The provider does not accept file ids, but ${param} has one. Pass the file itself, or choose the provider that stores it.`,
    { param },
  );
}

/** Values that ask for what a service without the parameter does anyway. */
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

/** The two names of the token limit. A service may know only one of them. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['max_tokens', 'max_completion_tokens'],
  ['max_completion_tokens', 'max_tokens'],
]);

/**
 * The parameters in the form that the candidate accepts: under the name that it knows, without values that ask for
 * nothing. For others it throws `unsupported`, or drops them with a warning if the caller wants that.
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
  return name !== 'n' && accepts(parameters, name) && !accepts(refusedParameters, name);
}

function asksForNothing(name: string, value: unknown): boolean {
  const values: unknown = Object.hasOwn(askForNothing, name) ? Reflect.get(askForNothing, name) : [];
  const text = JSON.stringify(value);
  return Array.isArray(values) && values.some((nothing) => JSON.stringify(nothing) === text);
}

/** Messages for parameters for which the general one does not fit. */
const advice: Readonly<Record<string, string>> = {
  n: 'n: create() returns one answer. Leave n out, and call create() once for each answer.',
  tools:
    'The provider takes only tools that are functions, but tools has others. Leave them out, or choose another provider.',
  tool_choice: 'The provider does not support a tool_choice of this type. Leave it out, or choose another provider.',
  response_format:
    'The provider does not support a response_format of this type. Leave it out, or choose another provider.',
};

function parametersNotAccepted(refused: readonly string[], { parameters = [] }: Accepts): PlugboardError {
  const [first = ''] = refused;
  const own = Object.hasOwn(advice, first) ? advice[first] : undefined;
  if (own !== undefined) return new PlugboardError('unsupported', own, { param: first });
  const known =
    parameters === 'any' ? '' : ` It understands: ${parameters.length === 0 ? 'none' : parameters.join(', ')}.`;
  return new PlugboardError(
    'unsupported',
    `The provider has no parameter ${refused.join(', ')}. Nothing is dropped silently: leave it out, choose another provider, or set unsupported: 'drop'.${known}`,
    { param: first },
  );
}
