import { PlugboardError } from '../errors/plugboard-error.ts';
import type { JsonObject } from '../util/is-record.ts';
import type { ParsedMessage, ParsedPart } from './parsed-request.ts';
import { accepts, refuse, type Support } from './support.ts';

/**
 * The messages with the fields that the candidate accepts. Fields that only repeat what is known otherwise, or belong to the history of
 * another service, are left out; for others this throws `unsupported`, or drops them with a warning where the caller wants that.
 */
export function withSupportedFields(messages: readonly ParsedMessage[], support: Support): readonly ParsedMessage[] {
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
    if (!isRedundantField(name)) refuse(support, `${where}.${name}`, notAccepted(`${where}.${name}`));
    return false;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The name of a tool stands in the call that the message answers, and an answer in sound in the history of another service. */
function isRedundant({ role }: ParsedMessage, name: string): boolean {
  return (role === 'tool' && name === 'name') || (role === 'assistant' && name === 'audio');
}

function notAccepted(param: string): PlugboardError {
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
