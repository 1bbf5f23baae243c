import type { MediaKind } from '../contract/media.ts';
import { isUtf8 } from 'node:buffer';

/** What the first bytes of a file show. `kind` is absent for known formats that no model accepts. */
export interface DetectedType {
  readonly type: string;
  readonly kind: MediaKind | undefined;
}

/** How many bytes the detection needs, unless the file is shorter. */
export const headLength = 4096;

interface Signature {
  readonly type: string;
  readonly kind?: MediaKind | undefined;
  /** Latin-1, so that every character is one byte. */
  readonly magic: string;
  readonly offset?: number | undefined;
}

/**
 * Magic numbers from the WHATWG MIME Sniffing Standard and from the specifications of the formats. Their order does not
 * matter.
 * @see docs/decisions/0007-own-file-types.md for why core does not use a library for this
 */
const signatures: readonly Signature[] = [
  { type: 'image/png', kind: 'image', magic: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', kind: 'image', magic: '\xff\xd8\xff' },
  { type: 'image/gif', kind: 'image', magic: 'GIF87a' },
  { type: 'image/gif', kind: 'image', magic: 'GIF89a' },
  { type: 'image/tiff', kind: 'image', magic: 'II*\0' },
  { type: 'image/tiff', kind: 'image', magic: 'MM\0*' },
  { type: 'image/tiff', kind: 'image', magic: 'II+\0' },
  { type: 'image/tiff', kind: 'image', magic: 'MM\0+' },
  { type: 'video/mpeg', kind: 'video', magic: '\0\0\x01\xba' },
  { type: 'video/mpeg', kind: 'video', magic: '\0\0\x01\xb3' },
  { type: 'audio/mpeg', kind: 'audio', magic: 'ID3' },
  { type: 'audio/flac', kind: 'audio', magic: 'fLaC' },
  { type: 'application/pdf', kind: 'pdf', magic: '%PDF-' },
  { type: 'application/pdf', kind: 'pdf', magic: '\xef\xbb\xbf%PDF-' },
  { type: 'image/jxl', magic: '\xff\x0a' },
  { type: 'image/jxl', magic: '\0\0\0\x0cJXL ' },
  { type: 'image/jp2', magic: '\0\0\0\x0cjP  ' },
  { type: 'image/vnd.adobe.photoshop', magic: '8BPS' },
  { type: 'image/x-icon', magic: '\0\0\x01\0' },
  { type: 'video/x-flv', magic: 'FLV\x01' },
  { type: 'video/x-ms-asf', magic: '\x30\x26\xb2\x75\x8e\x66\xcf\x11' },
  { type: 'audio/aiff', magic: 'AIFF', offset: 8 },
  { type: 'audio/amr', magic: '#!AMR' },
  { type: 'application/zip', magic: 'PK\x03\x04' },
  { type: 'application/gzip', magic: '\x1f\x8b\x08' },
  { type: 'application/x-7z-compressed', magic: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/vnd.rar', magic: 'Rar!\x1a\x07' },
  { type: 'application/x-cfb', magic: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/x-elf', magic: '\x7fELF' },
  { type: 'application/postscript', magic: '%!PS' },
];

/** Detects the type of a file by its first bytes, without decoding it. `undefined` if they match no known type. */
export function detectType(head: Uint8Array): DetectedType | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, headLength));
  const type =
    bySignature(bytes) ??
    byRiff(bytes) ??
    byBaseMedia(bytes) ??
    byContainer(bytes) ??
    byBitmap(bytes) ??
    byFrames(bytes);
  if (type !== undefined) return type;
  const text = textTypeOf(bytes);
  return text === undefined ? undefined : { type: text, kind: undefined };
}

function bySignature(bytes: Buffer): DetectedType | undefined {
  const found = signatures.find(({ magic, offset }) => textAt(bytes, offset ?? 0, magic.length) === magic);
  return found === undefined ? undefined : { type: found.type, kind: found.kind };
}

function byRiff(bytes: Buffer): DetectedType | undefined {
  if (textAt(bytes, 0, 4) !== 'RIFF') return undefined;
  const form = textAt(bytes, 8, 4);
  if (form === 'WEBP') return { type: 'image/webp', kind: 'image' };
  if (form === 'WAVE') return { type: 'audio/wav', kind: 'audio' };
  return form === 'AVI ' ? { type: 'video/x-msvideo', kind: 'video' } : undefined;
}

const brands: ReadonlyMap<string, DetectedType> = new Map<string, DetectedType>([
  ['avif', { type: 'image/avif', kind: 'image' }],
  ['avis', { type: 'image/avif', kind: 'image' }],
  ['heic', { type: 'image/heic', kind: 'image' }],
  ['heix', { type: 'image/heic', kind: 'image' }],
  ['heim', { type: 'image/heic', kind: 'image' }],
  ['heis', { type: 'image/heic', kind: 'image' }],
  ['hevc', { type: 'image/heic-sequence', kind: 'image' }],
  ['hevx', { type: 'image/heic-sequence', kind: 'image' }],
  ['M4A ', { type: 'audio/mp4', kind: 'audio' }],
  ['M4B ', { type: 'audio/mp4', kind: 'audio' }],
  ['M4P ', { type: 'audio/mp4', kind: 'audio' }],
  ['qt  ', { type: 'video/quicktime', kind: 'video' }],
  ['crx ', { type: 'image/x-canon-cr3', kind: undefined }],
]);

/**
 * Types that the detection always finds: bytes without their magic number are something else. Text is not among them,
 * because it has no magic number.
 */
export const detectableTypes: ReadonlySet<string> = new Set([
  ...signatures.map(({ type }) => type),
  ...[...brands.values()].map(({ type }) => type),
  'image/webp',
  'image/heif',
  'image/bmp',
  'video/x-msvideo',
  'video/mp4',
  'video/3gpp',
  'video/webm',
  'video/x-matroska',
  'video/ogg',
  'video/mp2t',
  'audio/wav',
  'audio/ogg',
  'audio/aac',
]);

/** ISO base media (MP4, HEIF, AVIF, M4A, QuickTime): the brand in the first box identifies the format. */
function byBaseMedia(bytes: Buffer): DetectedType | undefined {
  const box = textAt(bytes, 4, 4);
  // Old QuickTime files have no `ftyp` box.
  if (box === 'moov' || box === 'mdat' || box === 'wide') return { type: 'video/quicktime', kind: 'video' };
  if (box !== 'ftyp') return undefined;
  const major = textAt(bytes, 8, 4);
  const named = brands.get(major);
  if (named !== undefined) return named;
  if (major.startsWith('3g')) return { type: 'video/3gpp', kind: 'video' };
  const compatible = compatibleBrands(bytes);
  if (![major, ...compatible].some((brand) => stillBrands.has(brand))) return { type: 'video/mp4', kind: 'video' };
  const image = compatible.map((brand) => brands.get(brand)).find((type) => type?.kind === 'image');
  return image ?? { type: 'image/heif', kind: 'image' };
}

/** Brands of files that contain pictures, whatever their codec. */
const stillBrands: ReadonlySet<string> = new Set(['mif1', 'mif2', 'msf1', 'miaf']);

function compatibleBrands(bytes: Buffer): readonly string[] {
  const end = Math.min(bytes.readUInt32BE(0), bytes.length);
  const found: string[] = [];
  for (let offset = 16; offset + 4 <= end; offset += 4) found.push(textAt(bytes, offset, 4));
  return found;
}

function byContainer(bytes: Buffer): DetectedType | undefined {
  if (textAt(bytes, 0, 4) === '\x1a\x45\xdf\xa3') {
    // The document type is in the EBML header, which is short.
    const header = textAt(bytes, 4, 96);
    if (header.includes('webm')) return { type: 'video/webm', kind: 'video' };
    return header.includes('matroska') ? { type: 'video/x-matroska', kind: 'video' } : undefined;
  }
  if (textAt(bytes, 0, 4) === 'OggS') {
    const theora = textAt(bytes, 0, 512).includes('\x80theora');
    return theora ? { type: 'video/ogg', kind: 'video' } : { type: 'audio/ogg', kind: 'audio' };
  }
  return undefined;
}

/** Two letters prove nothing, so the size of the second header must be a known one as well. */
function byBitmap(bytes: Buffer): DetectedType | undefined {
  if (textAt(bytes, 0, 2) !== 'BM' || bytes.length < 18) return undefined;
  const known = [12, 16, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14));
  return known ? { type: 'image/bmp', kind: 'image' } : undefined;
}

/** MPEG audio, AAC and MPEG transport streams have no file header, only the sync word of each frame. */
function byFrames(bytes: Buffer): DetectedType | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  if (bytes.length > 376 && [0, 188, 376].every((offset) => bytes[offset] === 0x47))
    return { type: 'video/mp2t', kind: 'video' };
  if (first !== 0xff || bytes.length < 4) return undefined;
  if ((second & 0xf6) === 0xf0) return { type: 'audio/aac', kind: 'audio' };
  const layerThree = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  const validRates = (third & 0xf0) !== 0xf0 && (third & 0xf0) !== 0 && (third & 0x0c) !== 0x0c;
  return layerThree && validRates ? { type: 'audio/mpeg', kind: 'audio' } : undefined;
}

function textAt(bytes: Buffer, offset: number, length: number): string {
  return bytes.toString('latin1', offset, offset + length);
}

const controls = /[^\P{Cc}\t\n\f\r\u0085]/u;
const svgStart = /^(?:<\?xml|<!--|<!doctype svg|<svg)/;
const htmlStart = /^(?:<!--[^]*?-->\s*)?<(?:!doctype html|html|head|body|script|title|meta|div|p|h1)[\s>]/;

/** The type of a text, for messages, because people pass text as an image by mistake. `undefined` if it is not text. */
export function textTypeOf(head: Buffer): string | undefined {
  const mark = head.toString('latin1', 0, 2);
  if (mark === '\xfe\xff' || mark === '\xff\xfe') return 'text/plain';
  // The head may end inside a character.
  if (![0, 1, 2, 3].some((cut) => cut < head.length && isUtf8(head.subarray(0, head.length - cut)))) return undefined;
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  if (controls.test(text)) return undefined;
  const start = text.trimStart().toLowerCase();
  if (svgStart.test(start) && /<svg[\s>]/.test(start)) return 'image/svg+xml';
  if (htmlStart.test(start)) return 'text/html';
  return start.startsWith('<?xml') ? 'application/xml' : 'text/plain';
}
