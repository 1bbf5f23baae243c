import { file, parseChatBody, type CreateParams, type MessageParam, type MessagePart } from '@plugboard/core';
import type { FileForm, JsonBody } from '../body/json-body.ts';
import type { JsonPath } from '../body/json-scanner.ts';
import { parseJson } from '../body/json-value.ts';
import { isStoredId } from '../files/file-store.ts';
import type { RequestContext } from '../request-context.ts';
import { Refusal } from '../wire/refusal.ts';

/** The parameters of a chat completion, and what the gateway itself does with them. */
export interface ChatParameters {
  readonly params: CreateParams;
  readonly stream: boolean;
  /** Whether the client wants to see the usage in the stream. */
  readonly includeUsage: boolean;
}

const fileParts: ReadonlySet<unknown> = new Set(['image_url', 'video_url', 'audio_url', 'pdf_url']);

/**
 * The form that a file may have at a place of a body: `messages[].content[].image_url.url` and its like, `.file.file_data`,
 * `.input_audio.data`, `image`, `images[]`.
 */
export function fileForm(path: JsonPath): FileForm | undefined {
  const [first, second, third, fourth, part, field] = path;
  if (first === 'image') return path.length === 1 ? 'url' : undefined;
  if (first === 'images') return path.length === 2 && typeof second === 'number' ? 'url' : undefined;
  const isPart =
    first === 'messages' && typeof second === 'number' && third === 'content' && typeof fourth === 'number';
  if (!isPart || path.length > 6) return undefined;
  if (fileParts.has(part)) return path.length === 5 || field === 'url' ? 'url' : undefined;
  return (part === 'file' && field === 'file_data') || (part === 'input_audio' && field === 'data')
    ? 'base64'
    : undefined;
}

/** The parameters for `create()` from the body of a request. Throws a refusal, or core's error about the body. */
export async function readChatParameters(body: JsonBody, context: RequestContext): Promise<ChatParameters> {
  const checked = parseChatBody(withHeaders(body.finish(), context), { allow: context.services.settings.allow });
  // Files are not JSON, so they are inserted after the check.
  body.attachFiles(checked);
  const messages = await withStoredFiles(checked.messages, context);
  const { stream_options: options } = checked;
  return {
    // Always, because metrics and limits need the counts.
    params: { ...checked, messages, stream_options: { ...options, include_usage: true } },
    stream: checked.stream === true,
    includeUsage: options?.include_usage === true,
  };
}

/** The body with the fields from headers, for clients whose libraries send only fields that they know. */
function withHeaders(body: unknown, { exchange }: RequestContext): unknown {
  const provider = exchange.header('x-plugboard-provider');
  const options = exchange.header('x-plugboard-provider-options');
  if ((provider === undefined && options === undefined) || !isObject(body)) return body;
  const found = {
    ...(provider !== undefined && { provider }),
    ...(options !== undefined && { provider_options: parseJson(options) }),
  };
  const [twice] = Object.keys(found).filter((name) => (body[name] ?? undefined) !== undefined);
  if (twice !== undefined)
    throw badRequest(`${twice} is given twice, in the body and in a header. Give it once.`, twice);
  return { ...body, ...found };
}

/** Replaces the ids of uploaded files by the files. Other ids belong to a service. */
async function withStoredFiles(
  messages: readonly MessageParam[],
  context: RequestContext,
): Promise<readonly MessageParam[]> {
  const isMeant = messages.some(({ content }) => Array.isArray(content) && content.some(storedId));
  if (!isMeant) return messages;
  return Promise.all(messages.map((message, index) => withFilesOf(message, `messages[${index}]`, context)));
}

async function withFilesOf(message: MessageParam, place: string, context: RequestContext): Promise<MessageParam> {
  if (message.role === 'function' || !Array.isArray(message.content)) return message;
  const parts: readonly MessagePart[] = message.content;
  const content = await Promise.all(
    parts.map(async (part, position) => {
      const id = storedId(part);
      return id === undefined ? part : await storedPart(id, `${place}.content[${position}].file.file_id`, context);
    }),
  );
  return { ...message, content };
}

function storedId(part: MessagePart): string | undefined {
  const id = part.type === 'file' ? part.file.file_id : undefined;
  return typeof id === 'string' && isStoredId(id) ? id : undefined;
}

async function storedPart(id: string, place: string, { services, holder }: RequestContext): Promise<MessagePart> {
  const found = await services.files.find(id, holder?.name ?? '');
  if (found === undefined) throw badRequest(`${place}: no file has this id, or it has expired.`, place);
  const { type, filename } = found;
  const data = file(services.files.pathOf(id), { type });
  const family = type?.split('/', 1)[0];
  if (family === 'image') return { type: 'image_url', image_url: { url: data } };
  if (family === 'video') return { type: 'video_url', video_url: { url: data } };
  if (family === 'audio') return { type: 'audio_url', audio_url: { url: data } };
  return { type: 'file', file: { file_data: data, filename } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badRequest(message: string, param?: string): Refusal {
  return new Refusal(message, { status: 400, code: 'input_invalid', param });
}
