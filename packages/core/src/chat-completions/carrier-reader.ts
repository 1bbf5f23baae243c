import type { ChatEvent } from '../contract/chat-event.ts';
import { type JsonObject, isRecord } from '../util/is-record.ts';
import { DetailReader, hasDetails } from './reasoning.ts';
import { FileReader } from './wire-files.ts';

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
    ...(isPosition(start) && isPosition(end) && (start > 0 || end > 0) && { start, end }),
  };
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
