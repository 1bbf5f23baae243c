import { detectType } from './detect-type.ts';
import type { MediaKind } from '../contract/media.ts';
import { mediaError } from './media-error.ts';
import { kindOfType, usualName } from './mime-type.ts';
import { audioTypeOf, ownType } from './own-type.ts';

/** What is known of a file before its type is settled. */
export interface TypeEvidence {
  readonly label: string;
  /** What the caller says it is. */
  readonly kind: MediaKind | undefined;
  /** The MIME type that the caller gave. */
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

/** Settles kind and type of a file, or refuses it and says what it looks like. */
export function judgeType({ label, kind, explicit, head }: TypeEvidence): JudgedType {
  const detected = detectType(head);
  const type = ownType(explicit, detected);
  const wanted = kind === undefined ? 'an image, video, audio file or PDF' : nouns[kind];
  if (type === undefined)
    throw mediaError(label, `it is not ${wanted}; its first bytes are of no known type. Give its type if it is one.`);
  // Formats that no model is shown are media only for who names them.
  const named = explicit !== undefined && usualName(explicit) === usualName(type);
  const found = type === detected?.type && !named ? detected.kind : kindOfType(type);
  const origin = explicit === undefined ? `detected ${type}` : toldOrigin(explicit, type);
  if (found === undefined) throw mediaError(label, `it is not ${wanted}; ${origin}.`);
  if (kind === undefined || kind === found) return { kind: found, type };
  const audio = kind === 'audio' ? audioTypeOf(type) : undefined;
  if (audio !== undefined) return { kind, type: audio };
  throw mediaError(label, `it was passed as ${wanted} but is ${nouns[found]}; ${origin}.`);
}

function toldOrigin(explicit: string, type: string): string {
  const said = `its type says ${explicit}`;
  return type === explicit ? said : `${said}, but its bytes are ${type}`;
}
