import type { ResponseEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';

/** Fields of a chunk that other events report, or that say nothing about the answer. */
const readElsewhere: ReadonlySet<string> = new Set([
  'id',
  'object',
  'created',
  'model',
  'choices',
  'usage',
  'error',
  // Groq's token count and request id.
  'x_groq',
  // Random characters that hide the length of a chunk.
  'obfuscation',
  // Sources.
  'citations',
]);

const none: readonly never[] = [];

/**
 * Collects what the chunks of an answer contain besides their choices: its id, its model, and whatever else the service
 * adds.
 */
export class ServiceResponse {
  #id: string | undefined;
  #model: string | undefined;
  #created: number | undefined;
  #requestId: string | undefined;
  /** The fields that the `response` event reported. */
  #early: Readonly<Record<string, unknown>> | undefined;
  /** The last value of each field. */
  #fields: Record<string, unknown> | undefined;
  #citations: readonly unknown[] = [];

  /** Called with each chunk that was parsed. Chunks that fit the template are not parsed: only their text differs. */
  saw(value: unknown): void {
    if (!isRecord(value) || (!Array.isArray(value['choices']) && !isRecord(value['usage']))) return;
    const { id, model, created, x_groq: groq, citations } = value;
    this.#id ??= wordOf(id);
    this.#model ??= wordOf(model);
    if (typeof created === 'number' && created > 0) this.#created ??= created;
    if (isRecord(groq)) this.#requestId ??= wordOf(groq['id']);
    if (Array.isArray(citations)) this.#citations = citations;
    for (const name in value) {
      const field = value[name];
      if (field !== null && field !== undefined && field !== '' && !readElsewhere.has(name)) {
        (this.#fields ??= {})[name] = field;
      }
    }
  }

  /** What is known before the content of the answer. Returned once; `undefined` if the service reported nothing. */
  take(): ResponseEvent | undefined {
    if (this.#early !== undefined) return undefined;
    this.#early = { ...this.#fields };
    const event: { -readonly [Name in keyof ResponseEvent]: ResponseEvent[Name] } = { type: 'response' };
    if (this.#id !== undefined) event.id = this.#id;
    if (this.#model !== undefined) event.model = this.#model;
    if (this.#created !== undefined) event.created = this.#created;
    if (this.#requestId !== undefined) event.requestId = this.#requestId;
    if (this.#fields !== undefined) event.fields = this.#early;
    for (const name in event) if (name !== 'type') return event;
    return undefined;
  }

  /** The fields that changed or came for the first time since {@link take}. */
  get lateFields(): JsonObject | undefined {
    const fields = this.#fields;
    if (fields === undefined) return undefined;
    const early = this.#early ?? {};
    let late: Record<string, unknown> | undefined;
    for (const name of Object.keys(fields)) {
      const field = fields[name];
      if (field === early[name] || JSON.stringify(field) === JSON.stringify(early[name])) continue;
      (late ??= {})[name] = field;
    }
    return late;
  }

  /** The URLs that Perplexity and xAI send beside the choices, with their titles from `search_results`. */
  get citations(): readonly { readonly url: string; readonly title?: string | undefined }[] {
    const results: unknown = this.#fields?.['search_results'];
    const found: readonly unknown[] = Array.isArray(results) ? results : none;
    if (this.#citations.length + found.length === 0) return none;
    const titles = new Map<string, string | undefined>();
    for (const url of this.#citations) if (typeof url === 'string') titles.set(url, undefined);
    for (const result of found) {
      if (isRecord(result) && typeof result['url'] === 'string') titles.set(result['url'], wordOf(result['title']));
    }
    return [...titles].map(([url, title]) => ({ url, title }));
  }
}

function wordOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
