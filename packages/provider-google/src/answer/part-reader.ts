import {
  type ChatEvent,
  isJsonObject,
  type JsonObject,
  jsonObjectIn,
  type Logger,
  textIn,
  type TokenLogprob,
} from '@plugboard/core/provider';
import { detailFormat } from '../detail-format.ts';

const nothing: readonly ChatEvent[] = [];

/** Characters. Core does not accept more in the details of a turn. */
const largestDetail = 3_900_000;

/** Reads the parts of an answer in their order. */
export class PartReader {
  readonly #log: Logger;
  readonly #callIds: Set<string>;
  readonly #onTooLarge: () => void;
  /** Parts so far. */
  #count = 0;
  #calls = 0;
  #text = '';

  /**
   * @param callIds - The ids of the calls in the conversation.
   * @param onTooLarge - Called if a file is too large to go back with the next turn.
   */
  constructor(log: Logger, callIds: readonly string[], onTooLarge: () => void) {
    this.#log = log;
    this.#callIds = new Set(callIds);
    this.#onTooLarge = onTooLarge;
  }

  /** All text so far, without thoughts. */
  get text(): string {
    return this.#text;
  }

  /** Whether the model called a tool. */
  get called(): boolean {
    return this.#calls > 0;
  }

  /** The events of a part. Unknown parts go back unchanged, and give no other events. */
  read(part: JsonObject, logprobs: readonly TokenLogprob[] | undefined): readonly ChatEvent[] {
    const index = this.#count;
    this.#count += 1;
    const { text, functionCall, inlineData, thought, thoughtSignature: signature } = part;
    if (thought === true) return this.#think(part, index);
    if (isJsonObject(functionCall)) return this.#call(functionCall, signature);
    if (isJsonObject(inlineData)) return this.#file(part, inlineData, index);
    if (typeof text === 'string' || isBare(part)) return this.#say(textIn(text), signature, index, logprobs);
    return [this.#detail(part, index)];
  }

  /** The event of a part that has only text. */
  readText(text: string): ChatEvent {
    this.#count += 1;
    this.#text += text;
    return { type: 'text-delta', text };
  }

  #say(
    text: string,
    signature: unknown,
    index: number,
    logprobs: readonly TokenLogprob[] | undefined,
  ): readonly ChatEvent[] {
    const start = this.#text.length;
    this.#text += text;
    const said: ChatEvent =
      logprobs === undefined ? { type: 'text-delta', text } : { type: 'text-delta', text, logprobs };
    if (typeof signature !== 'string' || signature === '') return text === '' ? nothing : [said];
    const end = this.#text.length;
    const detail = { type: 'thought_signature', thoughtSignature: signature, format: detailFormat, index, start, end };
    return [...(text === '' ? nothing : [said]), { type: 'reasoning-detail', detail }];
  }

  /** Reads a thought. Drafts of pictures inside thoughts are left out. */
  #think(part: JsonObject, index: number): readonly ChatEvent[] {
    const text = textIn(part['text']);
    const said: readonly ChatEvent[] = text === '' ? nothing : [{ type: 'reasoning-delta', text }];
    if (isJsonObject(part['inlineData'])) this.#log.debug('google: a picture inside a thought was left out');
    return textIn(part['thoughtSignature']) === '' ? said : [...said, this.#detail(part, index)];
  }

  /** Reads a call. It comes whole, with an object as its arguments, and often without an id. */
  #call({ id, name, args }: JsonObject, signature: unknown): readonly ChatEvent[] {
    const given = textIn(id);
    const google = {
      ...(typeof signature === 'string' && signature !== '' && { thought_signature: signature }),
      ...(given !== '' && { id: given }),
    };
    const index = this.#calls;
    this.#calls += 1;
    return [
      {
        type: 'tool-call-delta',
        index,
        id: this.#idFor(given),
        name: textIn(name),
        arguments: JSON.stringify(jsonObjectIn(args)),
        ...(Object.keys(google).length > 0 && { extra: { google } }),
      },
    ];
  }

  /** An id that no other call of the conversation has, because results are matched to calls by id. */
  #idFor(given: string): string {
    let id = given;
    for (let number = this.#callIds.size; id === '' || this.#callIds.has(id); number += 1) {
      id = `call${String(number).padStart(5, '0')}`;
    }
    this.#callIds.add(id);
    return id;
  }

  /** Reads a file that the model made. A model that makes pictures continues from them, so they go back, too. */
  #file(part: JsonObject, { mimeType, data }: JsonObject, index: number): readonly ChatEvent[] {
    const bytes = textIn(data).replaceAll('-', '+').replaceAll('_', '/');
    if (bytes === '') return nothing;
    const file: ChatEvent = { type: 'file', mediaType: textIn(mimeType) || 'image/*', data: bytes };
    const goesBack = textIn(mimeType).startsWith('image/') || textIn(part['thoughtSignature']) !== '';
    if (!goesBack) return [file];
    if (bytes.length > largestDetail) {
      this.#onTooLarge();
      return [file];
    }
    return [file, this.#detail(part, index)];
  }

  /** The detail of a part that goes back, with its place in the text. */
  #detail(part: JsonObject, index: number): ChatEvent {
    const detail = { ...part, type: 'part', format: detailFormat, index, start: this.#text.length };
    return { type: 'reasoning-detail', detail };
  }
}

/** Whether a part has nothing but, perhaps, a signature. */
function isBare(part: JsonObject): boolean {
  return Object.keys(part).every((name) => name === 'thoughtSignature');
}
