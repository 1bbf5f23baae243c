import type { Draft, DraftMessage, DraftPart } from '../call/draft.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { AdoptedMedia } from '../media/adopted-media.ts';
import { adoptMedia } from '../media/adopt-media.ts';
import type { MediaInput, MediaKind } from '../media/media.ts';
import type { CreateParams, MessageParam, MessagePart } from './create-params.ts';
import { chatParameters } from './chat-parameters.ts';
import { checkToolResults, draftTools, toolCallsFrom } from './draft-tools.ts';

const roles = { system: 'system', developer: 'system', user: 'user', assistant: 'assistant', tool: 'tool' } as const;

/**
 * Checks what the caller wrote and takes over the files, all in the tick of `create()`: a stream that fails later must
 * fail the call and not the process. Throws `input_invalid`, and lets go of what it had taken over.
 */
export function draftRequest(params: CreateParams): Draft {
  if (typeof params !== 'object' || params === null) throw invalid('create() takes an object with model and messages.');
  const { model, messages } = params;
  if (typeof model !== 'string' || model === '') throw invalid('model must be a non-empty string.');
  if (!Array.isArray(messages)) throw invalid('messages must be an array.');
  const files = new FileIntake();
  try {
    const turns = messages.map((message: MessageParam, index) => turnFrom(message, index, files));
    checkToolResults(turns);
    const loose = looseImages(params).map((input) => files.take(input, undefined));
    return {
      model,
      provider: params.provider,
      messages: withLooseImages(turns, loose),
      parameters: chatParameters(params),
      ...draftTools(params),
      providerOptions: providerOptionsOf(params),
      media: files.taken,
      includeUsage: params.stream_options?.include_usage === true,
    };
  } catch (error) {
    for (const media of files.taken) media.release();
    throw error;
  }
}

/** Numbers the files of a call by kind of mention, so that errors can name them. */
class FileIntake {
  readonly taken: AdoptedMedia[] = [];

  take(input: string | MediaInput, kind: MediaKind | undefined): AdoptedMedia {
    const media = adoptMedia(input, { label: `${kind ?? 'image'} ${this.taken.length + 1}`, kind });
    this.taken.push(media);
    return media;
  }
}

function turnFrom(message: MessageParam, index: number, files: FileIntake): DraftMessage {
  const where = `messages[${index}]`;
  if (typeof message !== 'object' || message === null)
    throw invalid(`${where} must be an object with role and content.`);
  if (!Object.hasOwn(roles, message.role)) {
    throw invalid(`${where}.role must be one of ${Object.keys(roles).join(', ')}.`);
  }
  const role = roles[message.role];
  if (message.role === 'tool') {
    const { tool_call_id: toolCallId } = message;
    if (typeof toolCallId !== 'string' || toolCallId === '') {
      throw invalid(`${where}.tool_call_id must be the id of the tool call that it answers.`);
    }
    return { role, content: partsFrom(message.content, where, files), toolCallId };
  }
  if (message.role !== 'assistant') return { role, content: partsFrom(message.content, where, files) };
  const toolCalls = toolCallsFrom(message.tool_calls, `${where}.tool_calls`);
  if (toolCalls === undefined) return { role, content: partsFrom(message.content, where, files) };
  // An assistant that called something need not have said anything.
  return { role, content: partsFrom(message.content ?? '', where, files), toolCalls };
}

function partsFrom(content: unknown, where: string, files: FileIntake): readonly DraftPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(`${where}.content must be a string or an array of parts.`);
  const parts: readonly MessagePart[] = content;
  return parts.map((part, position) => partFrom(part, `${where}.content[${position}]`, files));
}

function partFrom(part: MessagePart, where: string, files: FileIntake): DraftPart {
  switch (part?.type) {
    case 'text':
      if (typeof part.text !== 'string') throw invalid(`${where}.text must be a string.`);
      return { type: 'text', text: part.text };
    case 'image_url':
      return filePart(part.image_url, 'image', `${where}.image_url`, files);
    case 'video_url':
      return filePart(part.video_url, 'video', `${where}.video_url`, files);
    case 'audio_url':
      return filePart(part.audio_url, 'audio', `${where}.audio_url`, files);
    case 'pdf_url':
      return filePart(part.pdf_url, 'pdf', `${where}.pdf_url`, files);
    default:
      throw invalid(`${where}.type must be one of text, image_url, video_url, audio_url, pdf_url.`);
  }
}

function filePart(
  value: { readonly url: string | MediaInput },
  kind: MediaKind,
  where: string,
  files: FileIntake,
): DraftPart {
  if (typeof value !== 'object' || value?.url === undefined) throw invalid(`${where} must be { url }.`);
  return { type: 'media', media: files.take(value.url, kind) };
}

function looseImages({ image, images = [] }: CreateParams): readonly (string | MediaInput)[] {
  const given: unknown = images;
  if (!Array.isArray(given)) throw invalid('images must be an array.');
  return image === undefined ? images : [image, ...images];
}

/** Images without a home go to the last user message, before its text as services like it best. */
function withLooseImages(turns: readonly DraftMessage[], images: readonly AdoptedMedia[]): readonly DraftMessage[] {
  if (images.length === 0) return turns;
  const home = turns.findLastIndex(({ role }) => role === 'user');
  if (home === -1) throw invalid('image needs a user message to belong to.');
  const parts = images.map((media): DraftPart => ({ type: 'media', media }));
  return turns.map((turn, index) => (index === home ? { ...turn, content: [...parts, ...turn.content] } : turn));
}

function providerOptionsOf({ provider_options: given }: CreateParams): Draft['providerOptions'] {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null)
    throw invalid('provider_options must be an object keyed by plugin id.');
  for (const [plugin, options] of Object.entries(given)) {
    if (options !== undefined && (typeof options !== 'object' || options === null)) {
      throw invalid(`provider_options.${plugin} must be an object.`);
    }
  }
  return given;
}

function invalid(message: string): PlugboardError {
  return new PlugboardError('input_invalid', message);
}
