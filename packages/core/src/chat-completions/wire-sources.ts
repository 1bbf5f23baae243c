import type { ChatEvent } from '../contract/chat-event.ts';
import { isRecord } from '../util/is-record.ts';

type Source = Extract<ChatEvent, { type: 'source' }>;

/** Takes the sources of an answer out of `annotations`, each passage once: some services send all of them with each chunk. */
export class SourceReader {
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
