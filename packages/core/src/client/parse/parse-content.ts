import { copyError } from '../../errors/copy-error.ts';
import { PlugboardError } from '../../errors/plugboard-error.ts';
import { type MediaHandle, openMedia, type OpenOptions } from '../../media/open-media.ts';
import type { MediaKind } from '../../contract/media.ts';
import type { MediaInput } from '../../media/media-input.ts';
import type { ParsedPart } from '../../call/parsed-request.ts';
import type { ImageDetail } from '../../contract/chat-request.ts';
import { type JsonObject, isJsonObject } from '../../util/is-record.ts';
import { fieldsFrom, invalidInput, refuseOtherThanJson } from './check-input.ts';

/** Opens the files of a call and numbers them, so that errors can name them. */
export class MediaCollector {
  readonly taken: MediaHandle[] = [];

  /**
   * @param place - The path of the file in the parameters. An error about the file has it as `param`.
   * @param name - The name of the file, if the caller gives one beside it.
   */
  take(input: string | MediaInput, kind: MediaKind | undefined, place: string, name?: string): MediaHandle {
    // `image` and `images` take files of any kind, but errors use the caller's word.
    const word = kind ?? (place.startsWith('image') ? 'image' : 'file');
    const label = `${word} ${this.taken.length + 1}`;
    const media = opened(input, { label, kind, name }, place);
    this.taken.push(media);
    return media;
  }
}

function opened(input: string | MediaInput, options: OpenOptions, place: string): MediaHandle {
  try {
    return openMedia(input, options);
  } catch (error) {
    throw PlugboardError.isInstance(error) ? copyError(error, { param: place }) : error;
  }
}

/** How many levels lie between `messages` and the `url` of a part: message, content, part, `image_url`, `url`. */
const maxDepth = 5;

/**
 * Releases the streams of a call that is refused before all its files were opened, wherever they are in `image`, `images` and
 * `messages`, including invalid places. The stream of a missing file fails a moment later, which would end the process if nobody
 * listened. Never throws.
 */
export function releaseFiles(params: unknown): void {
  if (typeof params !== 'object' || params === null) return;
  const seen = new Set<object>();
  for (const name of ['image', 'images', 'messages']) releaseIn(params, name, maxDepth, seen);
}

function releaseIn(holder: object, name: string, depth: number, seen: Set<object>): void {
  try {
    const value: unknown = Reflect.get(holder, name);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    if (isStream(value)) openMedia(value, { label: name }).release();
    else if (depth > 0) for (const key of Object.keys(value)) releaseIn(value, key, depth - 1, seen);
  } catch {
    // A stream that is in use elsewhere must not be ended here, and the caller learns of the refusal anyway.
  }
}

function isStream(value: object): value is Extract<MediaInput, AsyncIterable<unknown>> {
  return Symbol.asyncIterator in value || typeof Reflect.get(value, 'getReader') === 'function';
}

const textKeys: ReadonlySet<string> = new Set(['type', 'text']);
const refusalKeys: ReadonlySet<string> = new Set(['type', 'refusal']);
const urlKeys: ReadonlySet<string> = new Set(['url']);
const imageKeys: ReadonlySet<string> = new Set(['url', 'detail']);
const audioKeys: ReadonlySet<string> = new Set(['data', 'format']);
const fileKeys: ReadonlySet<string> = new Set(['file_data', 'file_id', 'filename']);

/** The kind of the file in a part of this type. */
const kindsOfUrl: ReadonlyMap<unknown, MediaKind> = new Map([
  ['image_url', 'image'],
  ['video_url', 'video'],
  ['audio_url', 'audio'],
  ['pdf_url', 'pdf'],
]);

/**
 * Reads the parts of a message. Keeps fields that core does not know: the provider decides whether to accept them.
 * Throws `input_invalid`.
 */
export function parseContent(content: unknown, where: string, files: MediaCollector): readonly ParsedPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalidInput(`${where}.content`, 'must be a string or an array of parts.');
  const parts: readonly unknown[] = content;
  return parts.map((part, position) => parsePart(part, `${where}.content[${position}]`, files));
}

function parsePart(given: unknown, where: string, files: MediaCollector): ParsedPart {
  const part = isJsonObject(given) ? given : {};
  const { type } = part;
  const kind = kindsOfUrl.get(type);
  if (kind !== undefined) return urlPart(part, kind, where, files);
  switch (type) {
    case 'text':
      return { type: 'text', text: textIn(part, 'text', where), ...fieldsFrom(part, textKeys, where) };
    case 'refusal':
      return {
        type: 'text',
        text: textIn(part, 'refusal', where),
        refusal: 'part',
        ...fieldsFrom(part, refusalKeys, where),
      };
    case 'input_audio':
      return audioPart(part, where, files);
    case 'file':
      return filePart(part, where, files);
    default:
      return otherPart(part, where);
  }
}

/** Keeps a part of a type that core does not know: the provider decides whether its service knows it. */
function otherPart(part: JsonObject, where: string): ParsedPart {
  const { type } = part;
  if (typeof type !== 'string' || type === '') {
    throw invalidInput(
      `${where}.type`,
      `must be a word such as text, ${[...kindsOfUrl.keys()].join(', ')}, input_audio or file.`,
    );
  }
  refuseOtherThanJson(part, where);
  return { type: 'other', part, place: where };
}

function textIn(part: JsonObject, name: string, where: string): string {
  const text = part[name];
  if (typeof text !== 'string') throw invalidInput(`${where}.${name}`, 'must be a string.');
  return text;
}

function urlPart(part: JsonObject, kind: MediaKind, where: string, files: MediaCollector): ParsedPart {
  const type = `${kind}_url`;
  const place = `${where}.${type}`;
  const value = part[type];
  const fields = fieldsFrom(part, new Set(['type', type]), where);
  // Some services document this form.
  if (typeof value === 'string') return { type: 'media', media: files.take(value, kind, place), place, ...fields };
  const url = isJsonObject(value) ? mediaIn(value, 'url') : undefined;
  if (url === undefined || !isJsonObject(value))
    throw invalidInput(place, 'must be { url }, where url is a URL, file(path), bytes, a Blob or a stream.');
  const urlFields = besideUrl(value, kind === 'image' ? imageKeys : urlKeys, place);
  const detail = kind === 'image' ? detailFrom(value, place) : undefined;
  const media = files.take(url, kind, place);
  return { type: 'media', media, place, ...(detail !== undefined && { detail }), ...urlFields, ...fields };
}

function besideUrl(value: object, known: ReadonlySet<string>, place: string): { readonly urlFields?: JsonObject } {
  const { fields } = fieldsFrom(value, known, place);
  return fields === undefined ? {} : { urlFields: fields };
}

/** The value in the place of a file. The collector finds out whether it is one. */
function mediaIn(holder: object, name: string): string | MediaInput | undefined {
  // JavaScript callers may pass anything. Opening refuses what cannot be a file.
  const value = Reflect.get(holder, name) as string | MediaInput | null | undefined;
  return value ?? undefined;
}

function detailFrom(value: object, where: string): ImageDetail | undefined {
  const detail: unknown = Reflect.get(value, 'detail') ?? undefined;
  if (detail === undefined || (typeof detail === 'string' && detail !== '')) return detail;
  throw invalidInput(`${where}.detail`, 'must be a word such as auto, low or high.');
}

/** OpenAI's form of a recording: base64 text and the name of its format. */
function audioPart(part: JsonObject, where: string, files: MediaCollector): ParsedPart {
  const place = `${where}.input_audio`;
  const value = part['input_audio'];
  const data = isJsonObject(value) ? mediaIn(value, 'data') : undefined;
  if (data === undefined || !isJsonObject(value))
    throw invalidInput(place, 'must be { data, format }, with the data as base64.');
  const format = value['format'] ?? undefined;
  if (format !== undefined && (typeof format !== 'string' || !/^[\w.-]{1,40}$/.test(format)))
    throw invalidInput(`${place}.format`, 'must be the name of a format such as wav or mp3.');
  const type = format === undefined ? '' : `audio/${format}`;
  const media = files.take(asUrl(data, type), 'audio', place);
  return {
    type: 'media',
    media,
    place,
    form: 'input_audio',
    ...besideUrl(value, audioKeys, place),
    ...fieldsFrom(part, new Set(['type', 'input_audio']), where),
  };
}

/** OpenAI's form of a document: its bytes as base64 or a `data:` URL, or the id of a file that the service keeps. */
function filePart(part: JsonObject, where: string, files: MediaCollector): ParsedPart {
  const place = `${where}.file`;
  const value = part['file'];
  const data = isJsonObject(value) ? mediaIn(value, 'file_data') : undefined;
  const fileId = isJsonObject(value) ? (value['file_id'] ?? undefined) : undefined;
  if (!isJsonObject(value) || (data === undefined) === (fileId === undefined))
    throw invalidInput(place, 'must be { file_data } or { file_id }.');
  const name = value['filename'] ?? undefined;
  if (name !== undefined && typeof name !== 'string') throw invalidInput(`${place}.filename`, 'must be a string.');
  const fields = fieldsFrom(part, new Set(['type', 'file']), where);
  if (data === undefined) {
    if (typeof fileId !== 'string' || fileId === '')
      throw invalidInput(`${place}.file_id`, 'must be a non-empty string.');
    return { type: 'file-id', fileId, place: `${place}.file_id`, ...fields };
  }
  const media = files.take(asUrl(data, ''), undefined, place, name);
  return { type: 'media', media, place, form: 'file', ...besideUrl(value, fileKeys, place), ...fields };
}

/** As with OpenAI, a string without a scheme is base64, which never contains `:`. */
function asUrl(data: string | MediaInput, type: string): string | MediaInput {
  return typeof data === 'string' && !data.includes(':') ? `data:${type};base64,${data}` : data;
}
