import type { MediaKind } from './media.ts';

const token = "[A-Za-z0-9!#$&^_.+'*`|~%-]{1,127}";
const mimeType = new RegExp(`^(${token}/${token})(?:[ \\t]*;[\\x20-\\x7e\\t]*)?$`);

/**
 * The `type/subtype` of a MIME type in lower case, without parameters: they have no place in a `data:` URL or a part's
 * header. `undefined` when it is not one primitive string of that grammar, so that no line break gets into a header.
 */
export function essenceOf(type: unknown): string | undefined {
  if (typeof type !== 'string') return undefined;
  return mimeType.exec(type)?.[1]?.toLowerCase();
}

/** The type that somebody's words settle: `application/octet-stream` says "some bytes", so the bytes decide. */
export function tellingType(essence: string): string | undefined {
  return essence === 'application/octet-stream' ? undefined : essence;
}

/** What a model would have to take to be shown this type. */
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
  ['image/heif-sequence', 'heifs'],
  ['video/quicktime', 'mov'],
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
