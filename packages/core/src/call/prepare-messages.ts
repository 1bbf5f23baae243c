import type { LoadedMedia } from '../media/media-part.ts';
import type { MediaHandle } from '../media/open-media.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';
import type { Accepts } from '../contract/model.ts';
import type { ToolCall } from '../contract/tools.ts';
import { hasOwner, type Owner, takenBackBy } from '../stream/ownership.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import type { ParsedRequest, ParsedPart } from './parsed-request.ts';

/** The candidate that gets the messages. */
interface Recipient extends Owner {
  readonly accepts: Accepts;
  /** Called if data of other recipients were left out, with their number. */
  onLeftOut(count: number): void;
}

/**
 * The messages of a request for one candidate. Each file becomes a reference, a remote URL or the media itself. Of the
 * data that services want back, only those are kept that this recipient made.
 */
export function prepareMessages(
  request: ParsedRequest,
  loaded: ReadonlyMap<MediaHandle, LoadedMedia>,
  references: ReadonlyMap<MediaHandle, string>,
  recipient: Recipient,
): readonly ChatMessage[] {
  let leftOut = 0;
  const ownData = (data: JsonObject | undefined): JsonObject | undefined => {
    if (data === undefined) return undefined;
    const isForeign = !hasOwner(data) && recipient.accepts.foreignDetails !== true;
    const own = isForeign ? undefined : takenBackBy(data, recipient);
    if (own === undefined) leftOut += 1;
    return own;
  };
  const callFor = ({ extra_content: extra, ...call }: ToolCall): ToolCall => {
    const own = ownData(extra);
    return own === undefined ? call : { ...call, extra_content: own };
  };
  const otherCallFor = ({ extra_content: extra, ...call }: JsonObject): JsonObject => {
    const own = isRecord(extra) ? ownData(extra) : undefined;
    return own === undefined ? call : { ...call, extra_content: own };
  };
  const detailsFor = (details: readonly JsonObject[]): Pick<ChatMessage, 'reasoning_details'> => {
    const own = details.map((detail) => ownData(detail)).filter((detail) => detail !== undefined);
    return own.length === 0 ? {} : { reasoning_details: own };
  };
  const partFor = (part: ParsedPart): ContentPart => {
    if (part.type === 'text') return part;
    if (part.type === 'other') return { type: 'text', text: '', other: part.part };
    const { fields } = part;
    if (part.type === 'file-id') return { type: 'pdf', source: part.fileId, isFileId: true, ...(fields && { fields }) };
    const { media, detail, form, urlFields } = part;
    const file = loaded.get(media);
    const source = references.get(media) ?? media.remoteUrl ?? file;
    if (source === undefined) throw new TypeError(`${media.label} was not prepared`);
    // A remote URL without a stated kind came in as `image`.
    return {
      type: file?.kind ?? media.kind ?? 'image',
      source,
      ...(detail !== undefined && { detail }),
      ...(form !== undefined && { form }),
      ...(urlFields !== undefined && { urlFields }),
      ...(fields !== undefined && { fields }),
    };
  };
  const messages = request.messages.map((message) => {
    const { role, developer, toolCalls, otherCalls, toolCallId, reasoningDetails, fields } = message;
    const content = message.content.map(partFor);
    return {
      role,
      ...(developer !== undefined && { developer }),
      content,
      ...(toolCalls !== undefined && { tool_calls: toolCalls.map(callFor) }),
      ...(otherCalls !== undefined && { other_tool_calls: otherCalls.map(otherCallFor) }),
      ...(reasoningDetails !== undefined && detailsFor(reasoningDetails)),
      ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
      ...(fields !== undefined && { fields }),
    };
  });
  if (leftOut > 0) recipient.onLeftOut(leftOut);
  return messages;
}
