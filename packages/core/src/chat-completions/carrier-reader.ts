import type { ChatEvent } from '../contract/chat-event.ts';
import type { JsonObject } from '../util/is-record.ts';
import { DetailReader, hasDetails } from './reasoning-details.ts';
import { FileReader } from './wire-files.ts';
import { SourceReader } from './wire-sources.ts';

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
export interface CarrierEnd {
  /** Whose details they are. */
  readonly service: string;
  /** Thoughts in words that the service wants back, with the name of their field. */
  readonly spoken: { readonly field: string; readonly text: string } | undefined;
  /** Sources that stand beside the answer. */
  readonly beside: readonly { readonly url: string; readonly title?: string | undefined }[];
}
