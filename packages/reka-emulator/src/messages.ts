import {
  fieldOf,
  isJsonObject,
  Refusal,
  type JsonObject,
  type Question,
  type ReceivedFile,
} from '@plugboard/emulator-kit';
import { fileAtAnyUrl } from './history.ts';

/** A checked `messages` request. */
export interface MessagesRequest {
  readonly question: Question;
  readonly model: string;
  readonly stream: boolean;
  readonly body: JsonObject;
}

const roles: readonly unknown[] = ['system', 'user', 'assistant', 'tool', 'tool_output'];
const mediaParts = ['image_url', 'video_url', 'audio_url', 'pdf_url'] as const;
/** Source: the service's page on its models. */
const edgeImageLimit = 3;

/** Reads the `messages` of `/v1/chat/completions` and of the older `/v1/chat`. Throws a `Refusal` for what does not fit. */
export function messagesRequestFrom(body: unknown): MessagesRequest {
  const messages = isJsonObject(body) ? fieldOf(body, 'messages') : undefined;
  const model = isJsonObject(body) ? fieldOf(body, 'model') : undefined;
  if (!isJsonObject(body) || !Array.isArray(messages) || messages.length === 0)
    throw validation('messages is required', 'messages');
  if (typeof model !== 'string') throw validation('model is required', 'model');

  const files: ReceivedFile[] = [];
  const remote: string[] = [];
  let text = '';
  let images = 0;
  for (const message of messages) {
    if (!isJsonObject(message) || !roles.includes(fieldOf(message, 'role')))
      throw validation('unknown role', 'messages');
    const parts = partsOf(message);
    for (const { name, url } of parts.media) {
      if (name === 'image_url') images++;
      const file = fileAtAnyUrl(url);
      if (file === undefined) remote.push(url);
      else files.push(file);
    }
    if (fieldOf(message, 'role') === 'user') text = parts.text;
  }
  if (model.startsWith('reka-edge') && images > edgeImageLimit) {
    throw validation(`At most ${edgeImageLimit} image(s) may be provided in one request.`, 'messages');
  }
  const last: unknown = messages.at(-1);
  const prefilled = isJsonObject(last) && fieldOf(last, 'role') === 'assistant';
  return {
    question: { text, turns: messages.length, files, remote, prefilled },
    model,
    stream: fieldOf(body, 'stream') === true,
    body,
  };
}

interface Parts {
  readonly text: string;
  readonly media: readonly { readonly name: string; readonly url: string }[];
}

function partsOf(message: JsonObject): Parts {
  const content = fieldOf(message, 'content') ?? '';
  if (typeof content === 'string') return { text: content, media: [] };
  if (!Array.isArray(content)) throw validation('content must be a string or a list of parts', 'messages');
  const texts: string[] = [];
  const media: { name: string; url: string }[] = [];
  for (const part of content) {
    const type = isJsonObject(part) ? fieldOf(part, 'type') : undefined;
    const name = mediaParts.find((candidate) => candidate === type);
    if (isJsonObject(part) && name !== undefined) media.push({ name, url: urlOf(fieldOf(part, name)) });
    else if (isJsonObject(part) && type === 'text') texts.push(String(fieldOf(part, 'text')));
    else throw validation('unknown type of a content part', 'messages');
  }
  return { text: texts.join('\n'), media };
}

/** The URL from `{ "url": "..." }`, as documented now, or from the older plain string. */
function urlOf(value: unknown): string {
  const url = isJsonObject(value) ? fieldOf(value, 'url') : value;
  if (typeof url !== 'string') throw validation('a media part needs a url', 'messages');
  return url;
}

/** A refusal in the words of the official API. */
export function validation(message: string, param: string): Refusal {
  return new Refusal(400, { error: { type: 'validation_error', message, param } });
}
