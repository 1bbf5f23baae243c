import { asBase64, PlugboardError, type ContentPart, type Media } from '@plugboard/core/provider';

/** A part of a turn as the service has it. */
export type Part = Readonly<Record<string, unknown>>;

/** The files that the service keeps. */
export interface StoredFiles {
  /** Their address, such as `https://.../v1beta/files`. */
  readonly url: string;
  /** The types of uploaded files, by address. */
  readonly types: ReadonlyMap<string, string>;
}

/** A part of a message that is a file. */
export type FilePart = Exclude<ContentPart, { type: 'text' }>;

/** The types that the service documents. */
const types: ReadonlySet<string> = new Set([
  ...['png', 'jpeg', 'webp', 'heic', 'heif'].map((name) => `image/${name}`),
  ...['mp4', 'mpeg', 'mov', 'quicktime', 'avi', 'x-flv', 'mpg', 'webm', 'wmv', '3gpp'].map((name) => `video/${name}`),
  ...['wav', 'mp3', 'mpeg', 'aiff', 'aac', 'ogg', 'flac'].map((name) => `audio/${name}`),
  'application/pdf',
]);

/** Other names of types, with those of the service. */
const names: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['video/x-msvideo', 'video/avi'],
  ['video/x-ms-asf', 'video/wmv'],
  ['video/x-ms-wmv', 'video/wmv'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/x-aiff', 'audio/aiff'],
]);

/** The type of a file that the service fetches itself, by the end of its URL. */
const endings: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['mov', 'video/quicktime'],
  ['mp3', 'audio/mp3'],
  ['3gp', 'video/3gpp'],
  ['flv', 'video/x-flv'],
  ['mpg', 'video/mpeg'],
  ...['png', 'jpeg', 'webp', 'heic', 'heif'].map((end) => [end, `image/${end}`] as const),
  ...['mp4', 'mpeg', 'webm', 'avi', 'wmv'].map((end) => [end, `video/${end}`] as const),
  ...['wav', 'aiff', 'aac', 'ogg', 'flac'].map((end) => [end, `audio/${end}`] as const),
  ['pdf', 'application/pdf'],
]);

/**
 * A file inside the request, one that the service keeps, or one that it fetches. Throws `unsupported` for what it is known to refuse.
 */
export function filePart({ source, isFileId }: FilePart, where: string, stored: StoredFiles): Part {
  if (typeof source !== 'string') return { inlineData: { mimeType: wireType(source, where), data: asBase64(source) } };
  if (isFileId === true) return { fileData: { fileUri: fileUriOf(source, stored.url) } };
  if (/^http:/i.test(source) && !source.startsWith(stored.url)) {
    throw refused(`The service fetches files only from https: URLs, but ${where} has an http: URL.`, where);
  }
  const mimeType = stored.types.get(source) ?? typeByEnding(source);
  return { fileData: { fileUri: source, ...(mimeType !== undefined && { mimeType }) } };
}

/** The type of a file as the service calls it. */
export function wireType(media: Pick<Media, 'type'>, where: string): string {
  const type = names.get(media.type) ?? media.type;
  if (types.has(type)) return type;
  throw refused(
    `The service takes images (PNG, JPEG, WebP, HEIC), videos, audio (WAV, MP3, AIFF, AAC, OGG, FLAC) and PDFs, but ${where} is ${media.type}.`,
    where,
  );
}

/** The URI of a file id: `files/abc`, `abc` or the whole address. */
function fileUriOf(id: string, filesUrl: string): string {
  return /^https?:/i.test(id) ? id : `${filesUrl}/${id.replace(/^files\//, '')}`;
}

function typeByEnding(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const [, ending] = /\.([a-z0-9]+)$/i.exec(new URL(url).pathname) ?? [];
  return ending === undefined ? undefined : endings.get(ending.toLowerCase());
}

function refused(message: string, param: string): PlugboardError {
  return new PlugboardError('unsupported', message, { param });
}
