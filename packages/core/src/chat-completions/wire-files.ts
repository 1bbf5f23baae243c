import { isCount } from './wire-tokens.ts';
import type { ChatEvent, FileEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import { DetailReader, hasDetails } from './reasoning.ts';

/** The MIME types of OpenAI's names for audio formats. */
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

/**
 * Reads the files that the model made from deltas and messages: pictures at once, sound when all its pieces have
 * arrived.
 */
class FileReader {
  readonly #seen = new Set<string>();
  readonly #soundType: string;
  #sound: OpenSound | undefined;

  /** @param soundFormat - The format that the request asked for, such as `wav`. */
  constructor(soundFormat: unknown) {
    this.#soundType = (typeof soundFormat === 'string' ? soundTypes[soundFormat] : undefined) ?? 'audio/*';
  }

  /**
   * The pictures that were not there before: some services send all of them with each chunk, or once more at the end.
   * @returns `unread`: how many pictures have an unknown form.
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

  /** @param whole - `audio` is that of a message, which has the whole sound. */
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

  /** The whole sound. If it has only a transcript, that is a text event. `undefined` if there is neither. */
  endSound(): ChatEvent | undefined {
    if (this.#sound === undefined) return undefined;
    const { pieces, id, transcript, expiresAt } = this.#sound;
    const data = Buffer.concat(pieces).toString('base64');
    // Without sound, the transcript is all that came of the answer.
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

/** OpenRouter sends pictures as `images`, other services as parts of the content. */
function picturesIn({ images, content }: JsonObject): readonly unknown[] {
  // True for nearly all chunks.
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

/**
 * Reads the forms that services use: `{ image_url: { url } }`, `{ image_url }`, `{ url }`, `{ b64_json }`,
 * `{ source: { media_type, data } }`, or the URL itself.
 */
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
  // Some services send base64 with line breaks, or in the alphabet for URLs.
  const data = base64.test(given) ? given : Buffer.from(given, 'base64').toString('base64');
  return data === '' ? undefined : { type: 'file', mediaType, data };
}

/** Reads what messages contain besides text and calls. Created only when an answer has any of it. */
export class CarrierReader {
  /** How many pictures have an unknown form. */
  unreadPictures = 0;
  readonly #details = new DetailReader();
  readonly #sources = new SourceReader();
  readonly #files: FileReader;

  /** @param soundFormat - The format that the request asked for, such as `wav`. */
  constructor(soundFormat: unknown) {
    this.#files = new FileReader(soundFormat);
  }

  /**
   * Reads a delta or message, and returns what is complete already: pictures and citations.
   * @param whole - `carrier` is a message, not a delta.
   */
  read(carrier: JsonObject, whole: boolean): readonly ChatEvent[] {
    if (hasDetails(carrier)) this.#details.add(carrier, whole);
    this.#files.addSound(carrier['audio'], whole);
    const { files, unread } = this.#files.pictures(carrier);
    this.unreadPictures += unread;
    return [...files, ...this.#sources.read(carrier['annotations'])];
  }

  /** What only the end of the answer completes: sound, and details of thoughts. */
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
  /** The name of the service, for its details of thoughts. */
  readonly service: string;
  /** Thoughts as text that the service wants back, with the name of their field. */
  readonly spoken: { readonly field: string; readonly text: string } | undefined;
  /** Sources that the service sent beside the choices. */
  readonly beside: readonly { readonly url: string; readonly title?: string | undefined }[];
}

type Source = Extract<ChatEvent, { type: 'source' }>;

/**
 * Reads the sources of an answer from `annotations`, each passage only once: some services send all of them with each
 * chunk.
 */
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

  /** The sources beside the choices that no passage named. */
  beside(sources: readonly { readonly url: string; readonly title?: string | undefined }[]): readonly Source[] {
    return sources
      .filter(({ url }) => !this.#urls.has(url))
      .map(({ url, title }) => ({ type: 'source', url, ...(title !== undefined && { title }) }));
  }
}

/**
 * Reads a `url_citation`, whose fields stand in an object of this name, as in chat completions, or in the annotation
 * itself.
 */
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
