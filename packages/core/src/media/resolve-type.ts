import { detectableTypes, type DetectedType, detectType } from './detect-type.ts';
import type { MediaKind } from '../contract/media.ts';
import { mediaError } from './media-error.ts';
import { kindOfType, usualName } from './mime-type.ts';

/** What is known about a file before its type is resolved. */
export interface TypeEvidence {
  readonly label: string;
  /** What the caller says it is. */
  readonly kind: MediaKind | undefined;
  /** The MIME type that the caller gave. */
  readonly explicit: string | undefined;
  readonly head: Uint8Array;
}

/** The kind and type of a file. */
export interface ResolvedType {
  readonly kind: MediaKind;
  readonly type: string;
}

const nouns: Readonly<Record<MediaKind, string>> = {
  image: 'an image',
  video: 'a video',
  audio: 'an audio file',
  pdf: 'a PDF',
};

/** Decides what a file is. If no model could use it, throws an error that says what the file looks like. */
export function resolveMediaType({ label, kind, explicit, head }: TypeEvidence): ResolvedType {
  const detected = detectType(head);
  const type = typeFromEvidence(explicit, detected);
  const wanted = kind === undefined ? 'an image, video, audio file or PDF' : nouns[kind];
  if (type === undefined)
    throw mediaError(label, `it is not ${wanted}: its first bytes match no known type. If it is one, give its type.`);
  // A format that no model is known to accept counts as media only if the caller named it.
  const named = explicit !== undefined && usualName(explicit) === usualName(type);
  const found = type === detected?.type && !named ? detected.kind : kindOfType(type);
  const origin = explicit === undefined ? `detected ${type}` : explainedOrigin(explicit, type);
  if (found === undefined) throw mediaError(label, `it is not ${wanted}; ${origin}.`);
  if (kind === undefined || kind === found) return { kind: found, type };
  const audio = kind === 'audio' ? audioTypeOf(type) : undefined;
  if (audio !== undefined) return { kind, type: audio };
  throw mediaError(label, `it was passed as ${wanted} but is ${nouns[found]}; ${origin}.`);
}

function explainedOrigin(explicit: string, type: string): string {
  const said = `its type says ${explicit}`;
  return type === explicit ? said : `${said}, but its bytes are ${type}`;
}

/** Containers that may contain only sound. Whether they do, the caller decides. */
const audioTypes: ReadonlyMap<string, string> = new Map([
  ['video/mp4', 'audio/mp4'],
  ['video/webm', 'audio/webm'],
  ['video/ogg', 'audio/ogg'],
  ['video/x-matroska', 'audio/x-matroska'],
  ['video/3gpp', 'audio/3gpp'],
]);

/** The type of a container if it contains only sound. `undefined` for any other type. */
export function audioTypeOf(type: string): string | undefined {
  return audioTypes.get(type);
}

/** Detected types, each with the other known formats whose files may start in the same way. */
const otherContents: ReadonlyMap<string, readonly string[]> = new Map([
  // After an ID3 tag.
  ['audio/mpeg', ['audio/flac', 'audio/aac', 'audio/aiff']],
  // The header of the video track may come after the inspected bytes.
  ['audio/ogg', ['video/ogg']],
  ['image/heif', ['image/heic', 'image/avif']],
]);

/**
 * Detected types on which formats unknown to core are built, or that core detects by so few bytes that it may be wrong.
 */
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
 * The type under which to send a file: the one that its bytes show, whatever its label says. The label wins only if the
 * bytes match no known format, or if they may be of the format that the label names.
 * @see docs/decisions/0018-the-bytes-say-what-a-file-is.md
 */
export function typeFromEvidence(label: string | undefined, found: DetectedType | undefined): string | undefined {
  if (label === undefined) return found?.type;
  // Plain text has no magic number that could contradict a label.
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
