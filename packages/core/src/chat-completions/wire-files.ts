import { isCount } from './wire-tokens.ts';
import type { ChatEvent, FileEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import { DetailReader, hasDetails } from './reasoning.ts';

/** The types of OpenAI's words for the format of sound. */
const soundTypes: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  opus: 'audio/opus',
  aac: 'audio/aac',
  pcm16: 'audio/pcm',
};

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

interface OpenSound {
  readonly pieces: Buffer[];
  id: string | undefined;
  transcript: string;
  expiresAt: number | undefined;
}

/** Takes the files that the model made out of deltas and messages: pictures at once, sound when all of its pieces are here. */
class FileReader {
  readonly #seen = new Set<string>();
  readonly #soundType: string;
  #sound: OpenSound | undefined;

  /** @param soundFormat - The format that was asked for, such as `wav`. */
  constructor(soundFormat: unknown) {
    this.#soundType = (typeof soundFormat === 'string' ? soundTypes[soundFormat] : undefined) ?? 'audio/*';
  }

  /**
   * The pictures that were not there before: some services send all of them with each chunk, or once more at the end.
   * @returns Also how many have a form that is not known.
   */
  pictures(said: JsonObject): { readonly files: readonly FileEvent[]; readonly unread: number } {
    const files: FileEvent[] = [];
    let unread = 0;
    for (const picture of picturesIn(said)) {
      const file = pictureFrom(picture);
      const name = file?.data ?? file?.url;
      if (file === undefined || name === undefined) unread += 1;
      else if (!this.#seen.has(name)) files.push(file);
      if (name !== undefined) this.#seen.add(name);
    }
    return { files, unread };
  }

  /** @param whole - It is a message, which has all of the sound. */
  addSound(audio: unknown, whole: boolean): void {
    if (!isRecord(audio)) return;
    if (whole || this.#sound === undefined) {
      this.#sound = { pieces: [], id: undefined, transcript: '', expiresAt: undefined };
    }
    const { id, data, transcript, expires_at: expiresAt } = audio;
    const sound = this.#sound;
    if (typeof id === 'string' && id !== '') sound.id = id;
    if (typeof data === 'string') sound.pieces.push(Buffer.from(data, 'base64'));
    if (typeof transcript === 'string') sound.transcript += transcript;
    if (typeof expiresAt === 'number') sound.expiresAt = expiresAt;
  }

  /** All of the sound; `undefined` where there is none. */
  endSound(): ChatEvent | undefined {
    if (this.#sound === undefined) return undefined;
    const { pieces, id, transcript, expiresAt } = this.#sound;
    const data = Buffer.concat(pieces).toString('base64');
    // Its words are the answer, and all that came of it.
    if (data === '') return transcript === '' ? undefined : { type: 'text-delta', text: transcript };
    return {
      type: 'file',
      mediaType: this.#soundType,
      data,
      ...(id !== undefined && { id }),
      ...(transcript !== '' && { transcript }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
  }
}

/** Whether a message, or the delta of one, has files. */
export function hasFiles(said: JsonObject): boolean {
  return isRecord(said['audio']) || picturesIn(said).length > 0;
}

/** OpenRouter has pictures as `images`, others as parts of the content. */
function picturesIn({ images, content }: JsonObject): readonly unknown[] {
  // Nearly all chunks.
  if (images === undefined && (typeof content === 'string' || content === undefined)) return none;
  const listed: readonly unknown[] = Array.isArray(images) ? images : [];
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
  return [...listed, ...parts.filter(isPicturePart)];
}

const none: readonly unknown[] = [];

/** Whether a part of a content is a picture. */
export function isPicturePart(part: unknown): boolean {
  return isRecord(part) && typeof part['type'] === 'string' && part['type'].includes('image');
}

/** Forms in use: `{ image_url: { url } }`, `{ image_url }`, `{ url }`, `{ b64_json }`, `{ source: { media_type, data } }`, or the URL itself. */
function pictureFrom(picture: unknown): FileEvent | undefined {
  if (typeof picture === 'string') return fromUrl(picture);
  if (!isRecord(picture)) return undefined;
  const inner = [picture['image_url'], picture['source']].find((value) => isRecord(value)) ?? picture;
  const url = picture['image_url'] ?? inner['url'] ?? picture['url'];
  const address = isRecord(url) ? url['url'] : url;
  if (typeof address === 'string') return fromUrl(address);
  const data = inner['b64_json'] ?? inner['data'];
  const type = inner['media_type'] ?? inner['mime_type'];
  return typeof data === 'string' ? fromData(typeof type === 'string' ? type : 'image/*', data) : undefined;
}

function fromUrl(url: string): FileEvent | undefined {
  if (/^https?:/i.test(url)) return { type: 'file', mediaType: 'image/*', url };
  const [, head, data] = /^data:([^,]*),([^]*)$/i.exec(url) ?? [];
  if (head === undefined || data === undefined) return undefined;
  const [type = ''] = head.split(';', 1);
  if (/;base64$/i.test(head)) return fromData(type === '' ? 'image/*' : type, data);
  try {
    return fromData(type, Buffer.from(decodeURIComponent(data)).toString('base64'));
  } catch {
    return undefined;
  }
}

function fromData(mediaType: string, given: string): FileEvent | undefined {
  // With line breaks, or in the alphabet of URLs.
  const data = base64.test(given) ? given : Buffer.from(given, 'base64').toString('base64');
  return data === '' ? undefined : { type: 'file', mediaType, data };
}

/** Reads what messages carry besides text and calls. Made for the first answer that has any of it. */
export class CarrierReader {
  /** Pictures in a form that is not known. */
  unreadPictures = 0;
  readonly #details = new DetailReader();
  readonly #sources = new SourceReader();
  readonly #files: FileReader;

  /** @param soundFormat - The format that was asked for, such as `wav`. */
  constructor(soundFormat: unknown) {
    this.#files = new FileReader(soundFormat);
  }

  /**
   * What is complete by itself: pictures and citations.
   * @param whole - It is a message, not a delta.
   */
  read(carrier: JsonObject, whole: boolean): readonly ChatEvent[] {
    if (hasDetails(carrier)) this.#details.add(carrier, whole);
    this.#files.addSound(carrier['audio'], whole);
    const { files, unread } = this.#files.pictures(carrier);
    this.unreadPictures += unread;
    return [...files, ...this.#sources.read(carrier['annotations'])];
  }

  /** What is complete with the answer: sound, and details of thoughts. */
  end({ service, spoken, beside }: CarrierEnd): readonly ChatEvent[] {
    const sound = this.#files.endSound();
    const details = this.#details.end(service, spoken);
    return [
      ...this.#sources.beside(beside),
      ...(sound === undefined ? [] : [sound]),
      ...details.map((detail): ChatEvent => ({ type: 'reasoning-detail', detail })),
    ];
  }

  /** Annotations that are not citations. */
  get otherAnnotations(): readonly unknown[] {
    return this.#sources.others;
  }
}

/** What is known when an answer ends. */
interface CarrierEnd {
  /** Whose details they are. */
  readonly service: string;
  /** Thoughts in words that the service wants back, with the name of their field. */
  readonly spoken: { readonly field: string; readonly text: string } | undefined;
  /** Sources that stand beside the answer. */
  readonly beside: readonly { readonly url: string; readonly title?: string | undefined }[];
}

type Source = Extract<ChatEvent, { type: 'source' }>;

/** Takes the sources of an answer out of `annotations`, each passage once: some services send all of them with each chunk. */
class SourceReader {
  readonly #passages = new Set<string>();
  readonly #urls = new Set<string>();
  /** Annotations that name no URL, such as a file that was read. */
  readonly others: unknown[] = [];

  read(annotations: unknown): readonly Source[] {
    if (!Array.isArray(annotations)) return [];
    const list: readonly unknown[] = annotations;
    return list.flatMap((annotation) => {
      const name = JSON.stringify(annotation);
      if (this.#passages.has(name)) return [];
      this.#passages.add(name);
      const source = sourceFrom(annotation);
      if (source === undefined) this.others.push(annotation);
      else this.#urls.add(source.url);
      return source ?? [];
    });
  }

  /** Those that stand beside the answer, and that no passage named. */
  beside(sources: readonly { readonly url: string; readonly title?: string | undefined }[]): readonly Source[] {
    return sources
      .filter(({ url }) => !this.#urls.has(url))
      .map(({ url, title }) => ({ type: 'source', url, ...(title !== undefined && { title }) }));
  }
}

/** A `url_citation`, with its fields in an object of this name, as in chat completions, or in itself. */
function sourceFrom(annotation: unknown): Source | undefined {
  if (!isRecord(annotation)) return undefined;
  const citation = isRecord(annotation['url_citation']) ? annotation['url_citation'] : annotation;
  const { url, title, content, start_index: start, end_index: end } = citation;
  if (typeof url !== 'string' || url === '') return undefined;
  return {
    type: 'source',
    url,
    ...(typeof title === 'string' && title !== '' && { title }),
    ...(typeof content === 'string' && content !== '' && { text: content }),
    ...(isCount(start) && isCount(end) && (start > 0 || end > 0) && { start, end }),
  };
}
