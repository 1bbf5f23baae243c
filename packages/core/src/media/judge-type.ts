import { detectType } from './detect-type.ts';
import type { MediaKind } from './media.ts';
import { mediaError } from './media-error.ts';
import { kindOfType } from './mime-type.ts';

/** What is known of a file before its type is settled. */
export interface TypeEvidence {
  readonly label: string;
  /** What the caller says it is. */
  readonly kind: MediaKind | undefined;
  /** The MIME type that the caller gave; it wins over the bytes. */
  readonly explicit: string | undefined;
  readonly head: Uint8Array;
}

/** What a file counts as. */
export interface JudgedType {
  readonly kind: MediaKind;
  readonly type: string;
}

const nouns: Readonly<Record<MediaKind, string>> = {
  image: 'an image',
  video: 'a video',
  audio: 'an audio file',
  pdf: 'a PDF',
};

/** Containers that may hold sound alone: what the caller says decides. */
const audioTypes: ReadonlyMap<string, string> = new Map([
  ['video/mp4', 'audio/mp4'],
  ['video/webm', 'audio/webm'],
  ['video/ogg', 'audio/ogg'],
]);

/** Settles kind and type of a file, or refuses it and says what it looks like. */
export function judgeType({ label, kind, explicit, head }: TypeEvidence): JudgedType {
  const found = explicit === undefined ? detectType(head) : { type: explicit, kind: kindOfType(explicit) };
  const wanted = kind === undefined ? 'an image, video, audio file or PDF' : nouns[kind];
  if (found === undefined)
    throw mediaError(label, `it is not ${wanted}; its first bytes are of no known type. Give its type if it is one.`);
  const origin = explicit === undefined ? 'detected' : 'its type says';
  if (found.kind === undefined) throw mediaError(label, `it is not ${wanted}; ${origin} ${found.type}.`);
  if (kind === undefined || kind === found.kind) return { kind: found.kind, type: found.type };
  const audio = kind === 'audio' ? audioTypes.get(found.type) : undefined;
  if (audio !== undefined) return { kind, type: audio };
  throw mediaError(label, `it was passed as ${wanted} but is ${nouns[found.kind]}; ${origin} ${found.type}.`);
}
