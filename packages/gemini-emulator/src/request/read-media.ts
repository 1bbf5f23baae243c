import { fileFromBytes, type JsonObject, type ReceivedFile } from '@plugboard/emulator-kit';
import { invalid, refused } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import { bytesAt, messageAt, textAt } from './fields.ts';

/** The types that the service documents, by kind. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  image: ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'],
  video: [
    'video/mp4',
    'video/mpeg',
    'video/mov',
    'video/quicktime',
    'video/avi',
    'video/x-flv',
    'video/mpg',
    'video/webm',
    'video/wmv',
    'video/3gpp',
  ],
  audio: ['audio/wav', 'audio/mp3', 'audio/mpeg', 'audio/aiff', 'audio/aac', 'audio/ogg', 'audio/flac'],
  document: ['application/pdf', 'application/json'],
};
/** Bytes. */
const largestPdf = 50 * 1024 * 1024;

/** Reads `inlineData`. */
export function readInline(value: unknown, path: string): ReceivedFile {
  const { mimeType, data } = messageAt(value, path, ['mimeType', 'data', 'displayName']);
  const type = textAt(mimeType, `${path}.mime_type`) ?? '';
  const bytes = bytesAt(data, `${path}.data`) ?? Buffer.alloc(0);
  checkType(type);
  if (bytes.length === 0) throw invalid('Unable to process input image. Please retry or report in the forum.');
  const file = fileFromBytes(bytes, type);
  checkContent(file);
  return file;
}

/** Reads `fileData`: a file of the Files API, or an address that the service fetches itself. */
export function readFileData(
  value: unknown,
  path: string,
  store: FileStore,
): { readonly file?: ReceivedFile; readonly remote?: string } {
  const { fileUri, mimeType } = messageAt(value, path, ['fileUri', 'mimeType', 'displayName']);
  const uri = textAt(fileUri, `${path}.file_uri`) ?? '';
  const type = textAt(mimeType, `${path}.mime_type`);
  if (/\/v1(?:beta)?\/files\/[^/]+$/.test(uri) || uri.startsWith('files/')) {
    const file = store.get(uri);
    if (!store.isActive(file)) {
      const message = `The File ${file.resource.slice('files/'.length)} is not in an ACTIVE state and usage is not allowed.`;
      throw refused(400, message, { status: 'FAILED_PRECONDITION' });
    }
    return { file };
  }
  if (!URL.canParse(uri) || !uri.startsWith('https://')) throw invalid(`Invalid or unsupported file uri: ${uri}`);
  if (type !== undefined) checkType(type);
  return { remote: uri };
}

/** Refuses a type that the service does not know. */
export function checkType(type: string): void {
  const known = Object.values(kinds).some((types) => types.includes(type)) || /^text\/[\w.+-]+$/.test(type);
  if (!known) throw invalid(`Unsupported MIME type: ${type}`);
}

/** Requires that the bytes are those of a picture. Like the service, it accepts any picture format under any picture type. */
function checkContent({ type, format, size }: ReceivedFile): void {
  if (kinds['image']?.includes(type) === true && ['unknown format', 'PDF'].includes(format) && !/hei[cf]/.test(type)) {
    throw invalid('Unable to process input image. Please retry or report in the forum.');
  }
  if (type !== 'application/pdf') return;
  if (format !== 'PDF') throw invalid('The document has no pages.');
  if (size > largestPdf) throw invalid(`The document is larger than ${largestPdf} bytes.`);
}

/** The media inside a result of a function. */
export function readResponseMedia(parts: readonly unknown[], path: string): readonly ReceivedFile[] {
  return parts.flatMap((part, index) => {
    const place = `${path}[${index}]`;
    const fields: JsonObject = messageAt(part, place, ['inlineData', 'fileData']);
    return fields['inlineData'] === undefined ? [] : [readInline(fields['inlineData'], `${place}.inline_data`)];
  });
}
