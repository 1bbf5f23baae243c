import { wireDetails } from './reasoning-details.ts';
import type { ChatMessage, ContentPart } from '../contract/chat-request.ts';
import { asBase64 } from '../contract/media.ts';

/** How a service wants files inside a message. `as-given`: in the form that the caller used. */
export interface PartSpelling {
  /** `file`: OpenAI's `{ file: { filename, file_data } }`. Default `pdf_url`. */
  readonly pdf?: 'pdf_url' | 'file' | 'as-given' | undefined;
  /** `input_audio`: OpenAI's `{ input_audio: { data, format } }`. Default `audio_url`. */
  readonly audio?: 'audio_url' | 'input_audio' | 'as-given' | undefined;
}

/** How a service wants messages. */
export interface MessageSpelling extends PartSpelling {
  /** Whether `developer` messages keep their role, which few services know. Default false: they go as `system`. */
  readonly developer?: boolean | undefined;
  /** Whose details of thoughts go along. Default `openai`. */
  readonly service?: string | undefined;
}

/** Messages as the OpenAI wire has them; text alone goes as a plain string, which every service understands. */
export function toWireMessages(messages: readonly ChatMessage[], spelling: MessageSpelling = {}): readonly object[] {
  return messages.map((message) => {
    const { role, content, tool_calls: calls, other_tool_calls: otherCalls, fields } = message;
    const { tool_call_id: callId, reasoning_details: details } = message;
    const wireContent = toWireContent(content, spelling);
    const allCalls = otherCalls === undefined ? calls : [...(calls ?? []), ...otherCalls];
    // As the official client writes it when the model only called something, or spoke.
    const isSilent = wireContent === '' && role === 'assistant' && (allCalls ?? fields?.['audio']) !== undefined;
    return {
      role: message.developer === true && spelling.developer === true ? 'developer' : role,
      content: isSilent ? null : wireContent,
      ...(allCalls !== undefined && { tool_calls: allCalls }),
      ...(details !== undefined && wireDetails(details, spelling.service ?? 'openai')),
      ...(callId !== undefined && { tool_call_id: callId }),
      ...fields,
    };
  });
}

function toWireContent(content: readonly ContentPart[], spelling: PartSpelling): string | readonly object[] {
  const [first] = content;
  if (first === undefined) return '';
  if (content.length === 1 && first.type === 'text' && first.fields === undefined) return first.text;
  return content.map((part) => ({ ...toWirePart(part, spelling), ...part.fields }));
}

/** `image_url`, `video_url`, `audio_url`, `pdf_url`, each as `{ url }`, an image with its `detail`; the media itself is written as a `data:` URL. */
function toWirePart(part: ContentPart, { pdf = 'pdf_url', audio = 'audio_url' }: PartSpelling): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { type, source, detail, form, urlFields } = part;
  if (part.isFileId === true) return { type: 'file', file: { file_id: source } };
  if (pdf === 'as-given' ? form === 'file' : pdf === 'file' && type === 'pdf') {
    const filename = typeof source === 'string' ? 'document.pdf' : source.name;
    return { type: 'file', file: { filename, file_data: source, ...urlFields } };
  }
  if (type === 'audio' && typeof source !== 'string' && (audio === 'as-given' ? form : audio) === 'input_audio') {
    return {
      type: 'input_audio',
      input_audio: { data: asBase64(source), format: formatOf(source.type), ...urlFields },
    };
  }
  const name = `${type}_url`;
  return { type: name, [name]: { url: source, ...(detail !== undefined && { detail }), ...urlFields } };
}

/** OpenAI's word for a format of sound: `audio/mpeg` is `mp3`. */
function formatOf(type: string): string {
  const subtype = type.slice(type.indexOf('/') + 1).replace(/^x-/, '');
  return subtype === 'mpeg' ? 'mp3' : subtype;
}
