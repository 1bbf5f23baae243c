import type { MediaKind } from '../contract/media.ts';
import { mediaError } from './media-error.ts';

const token = "[A-Za-z0-9!#$&^_.+'*`|~%-]{1,127}";
const mimeType = new RegExp(`^(${token}/${token})(?:[ \\t]*;[\\x20-\\x7e\\t]*)?$`);

/**
 * The `type/subtype` of a MIME type in lower case. It leaves out parameters, which do not belong in a `data:` URL or
 * the header of a part. `undefined` if the value does not match the grammar, so that no line break gets into a header.
 */
export function essenceOf(type: unknown): string | undefined {
  if (typeof type !== 'string') return undefined;
  return mimeType.exec(type)?.[1]?.toLowerCase();
}

/**
 * The type if it names a format. `undefined` for `application/octet-stream` and `image/*`, so that the bytes decide.
 */
export function specificType(essence: string): string | undefined {
  return essence === 'application/octet-stream' || essence === 'binary/octet-stream' || essence.includes('*')
    ? undefined
    : essence;
}

const otherNames: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
  ['image/x-ms-bmp', 'image/bmp'],
  ['image/x-bmp', 'image/bmp'],
  ['image/vnd.microsoft.icon', 'image/x-icon'],
  ['image/psd', 'image/vnd.adobe.photoshop'],
  ['image/x-psd', 'image/vnd.adobe.photoshop'],
  ['image/heif-sequence', 'image/heif'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-mp3', 'audio/mpeg'],
  ['audio/x-mpeg', 'audio/mpeg'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/vnd.wave', 'audio/wav'],
  ['audio/x-flac', 'audio/flac'],
  ['audio/x-aac', 'audio/aac'],
  ['audio/x-aiff', 'audio/aiff'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['video/x-m4v', 'video/mp4'],
  ['video/avi', 'video/x-msvideo'],
  ['video/vnd.avi', 'video/x-msvideo'],
  ['video/flv', 'video/x-flv'],
  ['video/matroska', 'video/x-matroska'],
  ['application/x-pdf', 'application/pdf'],
]);

/** The name that `detectType` uses for a type. */
export function usualName(type: string): string {
  return otherNames.get(type) ?? type;
}

/** The kind of media that a type belongs to. */
export function kindOfType(type: string): MediaKind | undefined {
  if (type === 'application/pdf' || type === 'application/x-pdf') return 'pdf';
  const family = type.slice(0, type.indexOf('/'));
  return family === 'image' || family === 'video' || family === 'audio' ? family : undefined;
}

const extensions: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/svg+xml', 'svg'],
  ['image/tiff', 'tif'],
  ['image/heic-sequence', 'heics'],
  ['image/vnd.adobe.photoshop', 'psd'],
  ['image/x-psd', 'psd'],
  ['image/x-icon', 'ico'],
  ['image/heif-sequence', 'heifs'],
  ['video/quicktime', 'mov'],
  ['video/x-flv', 'flv'],
  ['video/matroska', 'mkv'],
  ['video/x-matroska', 'mkv'],
  ['video/mpeg', 'mpg'],
  ['video/mp2t', 'ts'],
  ['video/x-msvideo', 'avi'],
  ['video/ogg', 'ogv'],
  ['video/3gpp', '3gp'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['audio/x-m4a', 'm4a'],
  ['audio/x-wav', 'wav'],
]);

/** The usual file name extension of a type, without the dot. */
export function extensionOf(type: string): string {
  const known = extensions.get(type);
  if (known !== undefined) return known;
  const subtype = type.slice(type.indexOf('/') + 1);
  return /^[a-z0-9]{1,8}$/.test(subtype) ? subtype : 'bin';
}

/**
 * The MIME type that a caller gave. `undefined` if it names no format. Throws `input_invalid` if it is not a MIME type.
 */
export function explicitType(type: unknown, label: string): string | undefined {
  const essence = essenceOf(type);
  if (essence === undefined) throw mediaError(label, 'its type is not a MIME type such as image/png.');
  return specificType(essence);
}
