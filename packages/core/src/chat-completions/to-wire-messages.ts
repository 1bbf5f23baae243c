import { wireDetails } from './reasoning-details.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';

/** How a service wants files inside a message. */
export interface PartSpelling {
  /** `file`: OpenAI's `{ file: { filename, file_data } }`. Default `pdf_url`. */
  readonly pdf?: 'pdf_url' | 'file' | undefined;
  /** Whose details of thoughts go along. Default `openai`. */
  readonly service?: string | undefined;
}

/** Messages as the OpenAI wire has them; text alone goes as a plain string, which every service understands. */
export function toWireMessages(messages: readonly ChatMessage[], spelling: PartSpelling = {}): readonly object[] {
  return messages.map(({ role, content, tool_calls: calls, tool_call_id: callId, reasoning_details: details }) => {
    const wireContent = toWireContent(content, spelling);
    return {
      role,
      // As the official client writes it when the model only called something.
      content: calls !== undefined && wireContent === '' ? null : wireContent,
      ...(calls !== undefined && { tool_calls: calls }),
      ...(details !== undefined && wireDetails(details, spelling.service ?? 'openai')),
      ...(callId !== undefined && { tool_call_id: callId }),
    };
  });
}

function toWireContent(content: readonly ContentPart[], spelling: PartSpelling): string | readonly object[] {
  const [first] = content;
  if (first === undefined) return '';
  if (content.length === 1 && first.type === 'text') return first.text;
  return content.map((part) => toWirePart(part, spelling));
}

/** `image_url`, `video_url`, `audio_url`, `pdf_url`, each as `{ url }`, an image with its `detail`; the media itself is written as a `data:` URL. */
function toWirePart(part: ContentPart, { pdf }: PartSpelling): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'pdf' && pdf === 'file') {
    const filename = typeof part.source === 'string' ? 'document.pdf' : part.source.name;
    return { type: 'file', file: { filename, file_data: part.source } };
  }
  const name = `${part.type}_url`;
  const { source: url, detail } = part;
  return { type: name, [name]: { url, ...(detail !== undefined && { detail }) } };
}
