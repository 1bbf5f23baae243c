import type { ReasoningDetail, ChatEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject, recordsIn } from '../util/is-record.ts';

/** The fields of a message in which services put the thoughts that they want back. */
const listFields = ['reasoning_details', 'thinking_blocks'] as const;

/** Fields whose values add up over the pieces. For all other fields the last value counts. */
const addedUp: ReadonlySet<string> = new Set(['text', 'summary', 'thinking']);

/** Fields that a thought has only once. A piece that has one again begins another thought. */
const sealing = ['signature', 'data'] as const;

/**
 * Assembles the details of an answer's thoughts from the pieces in its chunks: OpenRouter's `reasoning_details`,
 * LiteLLM's `thinking_blocks`, and Gemini's `extra_content` of a message.
 */
export class DetailReader {
  #details: Record<string, unknown>[] = [];
  #extra: JsonObject | undefined;

  /** @param whole - `said` is a message, whose details are all complete. */
  add(said: JsonObject, whole: boolean): void {
    const pieces = [...listFields.flatMap((field) => recordsIn(said[field])), ...thinkingPartsIn(said)];
    if (whole && pieces.length > 0) this.#details = pieces.map((piece) => ({ ...piece }));
    else for (const piece of pieces) this.#addPiece(piece);
    const extra = said['extra_content'];
    if (isRecord(extra)) this.#extra = { ...this.#extra, ...extra };
  }

  /**
   * All details of a complete answer. It leaves out a thought whose signature never came, because its service would
   * refuse it.
   * @param spoken - The thoughts as text, with the name of their field, if the service wants them back in a turn with
   * tool calls.
   */
  end(service: string, spoken?: { readonly field: string; readonly text: string }): readonly ReasoningDetail[] {
    const details: JsonObject[] = this.#details.filter((detail) => !lacksSignature(detail));
    if (details.length === 0 && spoken !== undefined) details.push({ type: spoken.field, text: spoken.text });
    if (this.#extra !== undefined) details.push({ type: 'extra_content', extra_content: this.#extra });
    return details.map((detail, index) => labelled(detail, service, index));
  }

  #addPiece(piece: JsonObject): void {
    const open = this.#details.findLast((detail) => detail['type'] === piece['type'] && sameThought(detail, piece));
    if (open === undefined) {
      this.#details.push({ ...piece });
      return;
    }
    for (const [name, value] of Object.entries(piece)) {
      const before = open[name];
      if (addedUp.has(name) && typeof before === 'string' && typeof value === 'string') open[name] = before + value;
      else if (name === 'thinking' && Array.isArray(value))
        open[name] = joinedTexts(recordsIn(before), recordsIn(value));
      else if (isSaid(value) || !isSaid(before)) open[name] = value;
    }
  }
}

function sameThought(detail: JsonObject, piece: JsonObject): boolean {
  const { index, id } = piece;
  if (index !== undefined && detail['index'] !== index) return false;
  if (isSaid(id) && isSaid(detail['id']) && detail['id'] !== id) return false;
  // If the pieces have no index, a detail that has its signature is complete.
  if (index === undefined && sealing.some((name) => isSaid(detail[name]))) return false;
  return !sealing.some((name) => isSaid(detail[name]) && isSaid(piece[name]));
}

function lacksSignature({ type, format, signature, thinking }: JsonObject): boolean {
  const isSigned =
    (type === 'thinking' && !Array.isArray(thinking)) ||
    (type === 'reasoning.text' && /anthropic/i.test(String(format)));
  return isSigned && !isSaid(signature);
}

/**
 * Adds the fields that a detail must have, and the name of the service as `@service`: one plugin serves many services,
 * and two of them may have a model of the same name. After the name come the fields that were added, such as `+index`,
 * and the service's own format: `@openrouter:google-v1`.
 */
function labelled(detail: JsonObject, service: string, position: number): ReasoningDetail {
  const { type, format, index } = detail;
  const hasType = typeof type === 'string';
  const hasIndex = typeof index === 'number' && Number.isInteger(index) && index >= 0;
  const added = `${hasIndex ? '' : '+index'}${hasType ? '' : '+type'}${format === null ? '+null' : ''}`;
  return {
    ...detail,
    type: hasType ? type : 'reasoning',
    format: `@${service}${added}${typeof format === 'string' ? `:${format}` : ''}`,
    index: hasIndex ? index : position,
  };
}

/**
 * A detail as its service sent it. `undefined` if it belongs to another service. A detail without a label stays as it
 * is.
 */
function unlabelled(detail: JsonObject, service: string): JsonObject | undefined {
  const { format } = detail;
  if (typeof format !== 'string' || !format.startsWith('@')) return detail;
  const rest = format.startsWith(`@${service}`) ? format.slice(service.length + 1) : undefined;
  const [, added, own] = /^((?:\+[a-z]+)*)(?::([^]*))?$/.exec(rest ?? '?') ?? [];
  if (added === undefined) return undefined;
  const wasAdded = (name: string): boolean => added.split('+').includes(name);
  const entries = Object.entries(detail).flatMap(([name, value]): readonly [string, unknown][] => {
    if (name === 'format') return own !== undefined ? [[name, own]] : wasAdded('null') ? [[name, null]] : [];
    return (name === 'index' || name === 'type') && wasAdded(name) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** The fields of an assistant's message that return the details to their service. */
export function wireDetails(details: readonly JsonObject[], service: string): JsonObject {
  const fields: Record<string, unknown> = {};
  const append = (name: string, value: JsonObject): void => {
    const list: unknown = fields[name];
    fields[name] = Array.isArray(list) ? [...(list as readonly unknown[]), value] : [value];
  };
  for (const detail of details) {
    const own = unlabelled(detail, service);
    if (own === undefined) continue;
    if (isThinkingPart(own)) continue;
    const { type, text, extra_content: extra } = own;
    const isOwn = own !== detail;
    if (isOwn && (type === 'reasoning_content' || type === 'reasoning') && typeof text === 'string')
      fields[type] = text;
    else if (isOwn && type === 'extra_content') fields['extra_content'] = extra;
    else if (isOwn && (type === 'thinking' || type === 'redacted_thinking')) append('thinking_blocks', own);
    else append('reasoning_details', own);
  }
  return fields;
}

/** The thoughts that their service sends, and wants back, as parts of the content, as Mistral does. */
export function detailParts(details: readonly JsonObject[], service: string): readonly JsonObject[] {
  return details.flatMap((detail) => {
    const own = unlabelled(detail, service);
    return own !== undefined && isThinkingPart(own) ? [own] : [];
  });
}

/** Whether a part of a content is a thought in Mistral's form: `{ type: 'thinking', thinking: [{ type: 'text', text }] }`. */
function isThinkingPart({ type, thinking }: JsonObject): boolean {
  return type === 'thinking' && Array.isArray(thinking);
}

function thinkingPartsIn({ content }: JsonObject): readonly JsonObject[] {
  return Array.isArray(content) ? recordsIn(content).filter(isThinkingPart) : [];
}

/** Joins the texts of a thought, which a stream delivers piece by piece. */
function joinedTexts(before: readonly JsonObject[], more: readonly JsonObject[]): readonly JsonObject[] {
  const texts = [...before];
  for (const piece of more) {
    const last = texts.at(-1);
    const [head, tail] = [last?.['text'], piece['text']];
    const isText = last?.['type'] === 'text' && piece['type'] === 'text';
    if (isText && typeof head === 'string' && typeof tail === 'string') {
      texts[texts.length - 1] = { ...last, text: head + tail };
    } else texts.push(piece);
  }
  return texts;
}

/** The text of thoughts that a service sends only in their details. */
export function wordsOfDetails(said: JsonObject): string | undefined {
  const words = listFields
    .flatMap((field) => recordsIn(said[field]))
    .map(({ text, summary, thinking }) => text ?? summary ?? thinking)
    .filter((piece) => typeof piece === 'string')
    .join('');
  return words === '' ? undefined : words;
}

/** Whether a message, or the delta of one, has anything for {@link DetailReader}. */
export function hasDetails(said: JsonObject): boolean {
  const { reasoning_details: details, thinking_blocks: blocks, extra_content: extra } = said;
  return Array.isArray(details) || Array.isArray(blocks) || isRecord(extra) || thinkingPartsIn(said).length > 0;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/**
 * Separates reasoning from the text of models that write it between tags, such as `<think>` and `</think>`. It does so
 * only at the very beginning of the answer: later on, a tag is something that the answer talks about. Chunks may cut a
 * tag anywhere.
 *
 * Some prompt templates contain the opening tag already, and then the answer has only the closing one. So a text that
 * does not begin with a tag is held back until a tag comes or the answer ends.
 */
export class ReasoningTags {
  readonly #open: string;
  readonly #close: string;
  #state: 'before' | 'inside' | 'untold' | 'after-tag' | 'text' = 'before';
  #held = '';
  /** The end of what is held, long enough for a tag that a chunk cut. */
  #recent = '';

  constructor(name: string) {
    this.#open = `<${name}>`;
    this.#close = `</${name}>`;
  }

  *split(text: string): Generator<ChatEvent> {
    let rest: string | undefined = text;
    if (this.#state === 'before') rest = this.#begin(rest);
    if (rest !== undefined && this.#state === 'untold') rest = yield* this.#waitForClose(rest);
    if (rest !== undefined && this.#state === 'inside') rest = yield* this.#reason(rest);
    if (rest !== undefined && this.#state === 'after-tag') rest = this.#passBlanks(rest);
    if (rest !== undefined && rest !== '') yield { type: 'text-delta', text: rest };
  }

  /** What was held back because it might have become a tag, or reasoning. */
  *end(): Generator<ChatEvent> {
    const text = this.#held;
    this.#held = '';
    if (text !== '') yield { type: this.#state === 'inside' ? 'reasoning-delta' : 'text-delta', text };
  }

  /**
   * Like the next three methods, returns the rest of the text for the method after it, or `undefined` if it needs more.
   */
  #begin(text: string): string | undefined {
    const rest = this.#held + text;
    const start = rest.trimStart();
    if (this.#open.startsWith(start)) {
      this.#held = rest;
      return undefined;
    }
    this.#held = '';
    const tagged = start.startsWith(this.#open);
    this.#state = tagged ? 'inside' : 'untold';
    return tagged ? start.slice(this.#open.length) : rest;
  }

  *#waitForClose(text: string): Generator<ChatEvent, string | undefined> {
    // Search only where this piece may have completed a tag: the text that is held may be long.
    const recent = this.#recent + text;
    const close = recent.indexOf(this.#close);
    const open = recent.indexOf(this.#open);
    this.#held += text;
    this.#recent = recent.slice(1 - this.#close.length);
    if (close === -1 && open === -1) return undefined;
    const held = this.#held;
    this.#held = '';
    this.#recent = '';
    if (open !== -1 && (close === -1 || open < close)) {
      this.#state = 'text';
      return held;
    }
    this.#state = 'after-tag';
    const end = held.length - recent.length + close;
    if (end > 0) yield { type: 'reasoning-delta', text: held.slice(0, end) };
    return held.slice(end + this.#close.length);
  }

  *#reason(text: string): Generator<ChatEvent, string | undefined> {
    const rest = this.#held + text;
    const end = rest.indexOf(this.#close);
    const reasoning = end === -1 ? rest.slice(0, rest.length - cutTag(rest, this.#close)) : rest.slice(0, end);
    this.#held = end === -1 ? rest.slice(reasoning.length) : '';
    if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
    if (end === -1) return undefined;
    this.#state = 'after-tag';
    return rest.slice(end + this.#close.length);
  }

  /** The blank lines between reasoning and answer belong to neither. */
  #passBlanks(text: string): string | undefined {
    const rest = text.trimStart();
    if (rest === '') return undefined;
    this.#state = 'text';
    return rest;
  }
}

/** The length of the longest end of `text` that begins `tag`. */
function cutTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
