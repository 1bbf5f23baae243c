import { copyError } from '../errors/copy-error.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { AdoptedMedia, LoadedMedia } from '../media/adopted-media.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';
import { filesOf, type ParsedRequest, type ParsedPart, type FilePart } from './parsed-request.ts';

/** The request's messages with each file replaced by what the provider gets for it: a reference, a remote URL or the bytes. */
export function prepareMessages(
  request: ParsedRequest,
  loaded: ReadonlyMap<AdoptedMedia, LoadedMedia>,
  references: ReadonlyMap<AdoptedMedia, string>,
): readonly ChatMessage[] {
  const partFor = (part: ParsedPart): ContentPart => {
    if (part.type === 'text') return part;
    const { media, detail } = part;
    const file = loaded.get(media);
    const source = references.get(media) ?? media.remoteUrl ?? file;
    if (source === undefined) throw new TypeError(`${media.label} was not prepared`);
    // A remote URL without a stated kind came in as `image`.
    return { type: file?.kind ?? media.kind ?? 'image', source, ...(detail !== undefined && { detail }) };
  };
  return request.messages.map(({ role, content, toolCalls, toolCallId }) => ({
    role,
    content: content.map(partFor),
    ...(toolCalls !== undefined && { tool_calls: toolCalls }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  }));
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
