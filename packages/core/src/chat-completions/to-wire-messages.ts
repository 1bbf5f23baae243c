import type { ChatMessage, ContentPart } from '../plugins/chat-request.ts';

/** Messages as the OpenAI wire has them; text alone goes as a plain string, which every service understands. */
export function toWireMessages(messages: readonly ChatMessage[]): readonly object[] {
  return messages.map(({ role, content }) => ({ role, content: toWireContent(content) }));
}

function toWireContent(content: readonly ContentPart[]): string | readonly object[] {
  const [first] = content;
  if (first === undefined) return '';
  if (content.length === 1 && first.type === 'text') return first.text;
  return content.map(toWirePart);
}

/** `image_url`, `video_url`, `audio_url`, `pdf_url`, each as `{ url }`; the media itself is written as a `data:` URL. */
function toWirePart(part: ContentPart): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const name = `${part.type}_url`;
  return { type: name, [name]: { url: part.source } };
}
