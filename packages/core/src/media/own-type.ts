import { type DetectedType, detectableTypes } from './detect-type.ts';
import { kindOfType, usualName } from './mime-type.ts';

/** Containers that may hold sound alone: whoever says so decides. */
const audioTypes: ReadonlyMap<string, string> = new Map([
  ['video/mp4', 'audio/mp4'],
  ['video/webm', 'audio/webm'],
  ['video/ogg', 'audio/ogg'],
  ['video/x-matroska', 'audio/x-matroska'],
  ['video/3gpp', 'audio/3gpp'],
]);

/** The type of a container that is said to hold sound alone; `undefined` where it cannot. */
export function audioTypeOf(type: string): string | undefined {
  return audioTypes.get(type);
}

/** Detected types with which files of other known formats may start. */
const otherContents: ReadonlyMap<string, readonly string[]> = new Map([
  // Behind an ID3 tag.
  ['audio/mpeg', ['audio/flac', 'audio/aac', 'audio/aiff']],
  // The picture may be announced after what was looked at.
  ['audio/ogg', ['video/ogg']],
  ['image/heif', ['image/heic', 'image/avif']],
]);

/** Detected types on which formats are built that the detection does not know, or that so few bytes show that they may be wrong. */
const sharedStarts: ReadonlySet<string> = new Set([
  'image/tiff',
  'image/x-icon',
  'image/jxl',
  'image/jp2',
  'video/mp4',
  'video/mp2t',
  'video/webm',
  'video/x-matroska',
  'video/ogg',
  'video/x-ms-asf',
  'audio/ogg',
  'audio/mpeg',
  'audio/aac',
  'audio/amr',
  'application/zip',
  'application/gzip',
  'application/x-cfb',
  'application/postscript',
  'application/xml',
]);

/**
 * The type under which a file goes out: that of its bytes, whatever its label says. A label is believed where the bytes are of
 * no known format, and where it names one that they may well be.
 */
export function ownType(label: string | undefined, found: DetectedType | undefined): string | undefined {
  if (label === undefined) return found?.type;
  // Plain text has no magic bytes that would speak against a label.
  if (found === undefined || found.type === 'text/plain') return label;
  return mayBe(label, found.type) ? label : (soundOf(label, found.type) ?? found.type);
}

function mayBe(label: string, found: string): boolean {
  const name = usualName(label);
  if (otherContents.get(found)?.includes(name) === true) return true;
  return sharedStarts.has(found) && kindOfType(label) !== undefined && !detectableTypes.has(name);
}

function soundOf(label: string, found: string): string | undefined {
  return kindOfType(label) === 'audio' ? audioTypeOf(found) : undefined;
}
