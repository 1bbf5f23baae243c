import { copyError } from '../errors/copy-error.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { MediaHandle, LoadedMedia } from '../media/open-media.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';
import type { Accepts } from '../contract/model.ts';
import type { ToolCall } from '../contract/tools.ts';
import { hasOwner, ownerOf, takenBackBy } from '../stream/ownership.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import { filesOf, type ParsedRequest, type ParsedPart, type FilePart } from './parsed-request.ts';

/** To whom messages are given. */
export interface Recipient {
  readonly plugin: string;
  /** The service's own name. */
  readonly model: string;
  readonly accepts: Accepts;
}

/**
 * The request's messages as the recipient gets them. Each file is replaced by a reference, a remote URL or the bytes, and of the data
 * that services want back only those are left that the recipient made.
 */
export function prepareMessages(
  request: ParsedRequest,
  loaded: ReadonlyMap<MediaHandle, LoadedMedia>,
  references: ReadonlyMap<MediaHandle, string>,
  { plugin, model, accepts }: Recipient,
): readonly ChatMessage[] {
  const owner = ownerOf(plugin, model);
  const ownData = (data: JsonObject | undefined): JsonObject | undefined =>
    data === undefined || (!hasOwner(data) && accepts.foreignDetails !== true) ? undefined : takenBackBy(data, owner);
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
  return request.messages.map(
    ({ role, developer, content, toolCalls, otherCalls, toolCallId, reasoningDetails, fields }) => ({
      role,
      ...(developer !== undefined && { developer }),
      content: content.map(partFor),
      ...(toolCalls !== undefined && { tool_calls: toolCalls.map(callFor) }),
      ...(otherCalls !== undefined && { other_tool_calls: otherCalls.map(otherCallFor) }),
      ...(reasoningDetails !== undefined && detailsFor(reasoningDetails)),
      ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
      ...(fields !== undefined && { fields }),
    }),
  );
}

/** Looks at all files that do not stay where they are. A failure names the place of its file. */
export function loadFiles(request: ParsedRequest): Promise<readonly (readonly [file: FilePart, media: LoadedMedia])[]> {
  const files = filesOf(request).filter(({ media }) => media.remoteUrl === undefined);
  return Promise.all(files.map(async (file) => [file, await load(file)] as const));
}

async function load({ media, place }: FilePart): Promise<LoadedMedia> {
  try {
    return await media.load();
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}
