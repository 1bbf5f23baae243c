import type { AdoptedMedia, LoadedMedia } from '../media/adopted-media.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';
import type { Draft, DraftPart } from './draft.ts';

/** The draft's messages with each file replaced by what the provider gets for it: a reference, a remote URL or the bytes. */
export function prepareMessages(
  draft: Draft,
  loaded: ReadonlyMap<AdoptedMedia, LoadedMedia>,
  references: ReadonlyMap<AdoptedMedia, string>,
): readonly ChatMessage[] {
  const partFor = (part: DraftPart): ContentPart => {
    if (part.type === 'text') return part;
    const { media, detail } = part;
    const file = loaded.get(media);
    const source = references.get(media) ?? media.remoteUrl ?? file;
    if (source === undefined) throw new TypeError(`${media.label} was not prepared`);
    // A remote URL without a stated kind came in as `image`.
    return { type: file?.kind ?? media.kind ?? 'image', source, ...(detail !== undefined && { detail }) };
  };
  return draft.messages.map(({ role, content, toolCalls, toolCallId }) => ({
    role,
    content: content.map(partFor),
    ...(toolCalls !== undefined && { tool_calls: toolCalls }),
    ...(toolCallId !== undefined && { tool_call_id: toolCallId }),
  }));
}
