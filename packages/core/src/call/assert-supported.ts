import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ParsedRequest } from './parsed-request.ts';
import { accepts, refuse, type Support } from './support.ts';
import { withSupportedFields } from './supported-fields.ts';
import { supportedMessages } from './supported-media.ts';
import { supportedParameters } from './supported-parameters.ts';

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
