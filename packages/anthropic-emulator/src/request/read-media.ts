import { fieldOf, fileFromBytes, type JsonObject, type ReceivedFile } from '@plugboard/emulator-kit';
import { invalid } from '../errors.ts';
import type { FileStore } from '../file-store.ts';
import { alternatives, at, objectAt, textAt, wordAt } from './fields.ts';
import { imageSizeOf, type ImageSize } from './image-size.ts';

/** A file, or the address of one. */
export interface Media {
  readonly file?: ReceivedFile | undefined;
  readonly size?: ImageSize | undefined;
  readonly url?: string | undefined;
  /** The text of a plain document. */
  readonly text?: string | undefined;
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;
/** Characters of base64, according to reports. */
const largestImage = 5 * 1024 * 1024;

/** The type of a picture according to its first bytes. */
const typesByFormat: Readonly<Record<string, string>> = {
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
  WebP: 'image/webp',
};

/** Reads the source of an image block. */
export function readImage(block: JsonObject, path: string, store: FileStore): Media {
  const source = objectAt(fieldOf(block, 'source'), at(path, 'source'));
  const type = wordAt(source, 'type', at(path, 'source'), ['base64', 'url', 'file']);
  const place = `${path}.source.${type}`;
  if (type === 'url') return { url: readUrl(source, place) };
  if (type === 'file') return readStored(source, place, store, Object.values(typesByFormat));
  const declared = textAt(source, 'media_type', place);
  if (!imageTypes.some((known) => known === declared)) {
    throw invalid(`${place}.media_type: Input should be ${alternatives(imageTypes)}`);
  }
  const data = textAt(source, 'data', place);
  if (data.length > largestImage) {
    throw invalid(`${place}: image exceeds 5 MB maximum: ${data.length} bytes > ${largestImage} bytes`);
  }
  const bytes = readBase64(data, place);
  const file = fileFromBytes(bytes, declared);
  const actual = typesByFormat[file.format];
  if (actual === undefined) throw invalid(`${place}: Could not process image`);
  if (actual === declared) return { file, size: imageSizeOf(bytes) };
  throw invalid(
    `${place}: The image was specified using the ${declared} media type, but the image appears to be a ${actual} image`,
  );
}

/** Reads the source of a document block. */
export function readDocument(block: JsonObject, path: string, store: FileStore): Media {
  const source = objectAt(fieldOf(block, 'source'), at(path, 'source'));
  const type = wordAt(source, 'type', at(path, 'source'), ['base64', 'text', 'content', 'url', 'file']);
  const place = `${path}.source.${type}`;
  switch (type) {
    case 'url':
      return { url: readUrl(source, place) };
    case 'file':
      return readStored(source, place, store, ['application/pdf', 'text/plain']);
    case 'content':
      return { text: JSON.stringify(fieldOf(source, 'content') ?? '') };
    case 'text':
      wordAt(source, 'media_type', place, ['text/plain']);
      return { text: textAt(source, 'data', place) };
    case 'base64': {
      const declared = wordAt(source, 'media_type', place, ['application/pdf']);
      const file = fileFromBytes(readBase64(textAt(source, 'data', place), place), declared);
      if (file.format !== 'PDF') throw invalid(`${place}: The PDF specified was not valid.`);
      return { file };
    }
  }
}

function readBase64(data: string, place: string): Buffer {
  // Node skips characters that are not base64. The service refuses them.
  if (data === '' || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) throw invalid(`${place}.data: Invalid base64 data`);
  return Buffer.from(data, 'base64');
}

function readUrl(source: JsonObject, place: string): string {
  const url = textAt(source, 'url', place);
  if (!URL.canParse(url) || !url.startsWith('https://')) throw invalid(`${place}.url: Only HTTPS URLs are supported.`);
  return url;
}

function readStored(source: JsonObject, place: string, store: FileStore, types: readonly string[]): Media {
  const file = store.get(textAt(source, 'file_id', place));
  if (types.includes(file.type)) return { file };
  throw invalid(`${place}: Invalid file type (${file.type}). Only ${types.join(', ')} are supported here.`);
}
