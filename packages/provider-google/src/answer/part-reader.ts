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

/** Characters. More than core lets a turn bring back. */
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
   * @param callIds - Of the calls that the conversation has.
   * @param onTooLarge - Told of a file that is too large to go back with the next turn.
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

  /** What a part says. Parts that nobody here knows go back as they are, and say nothing. */
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

  /** What a part says that has a text and nothing else. */
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

  /** A thought in words. Its own drafts of pictures the model keeps to itself. */
  #think(part: JsonObject, index: number): readonly ChatEvent[] {
    const text = textIn(part['text']);
    const said: readonly ChatEvent[] = text === '' ? nothing : [{ type: 'reasoning-delta', text }];
    if (isJsonObject(part['inlineData'])) this.#log.debug('google: a picture inside a thought was left out');
    return textIn(part['thoughtSignature']) === '' ? said : [...said, this.#detail(part, index)];
  }

  /** A call comes whole, with arguments that are an object, and often without an id. */
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

  /** Results are matched to calls by it, so no two calls of a conversation have the same. */
  #idFor(given: string): string {
    let id = given;
    for (let number = this.#callIds.size; id === '' || this.#callIds.has(id); number += 1) {
      id = `call${String(number).padStart(5, '0')}`;
    }
    this.#callIds.add(id);
    return id;
  }

  /** A file that the model made. A model that paints goes on from its pictures, so they go back, too. */
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

  /** A part as it goes back, with the place in the text where it stood. */
  #detail(part: JsonObject, index: number): ChatEvent {
    const detail = { ...part, type: 'part', format: detailFormat, index, start: this.#text.length };
    return { type: 'reasoning-detail', detail };
  }
}

/** Whether a part has nothing but, perhaps, a signature. */
function isBare(part: JsonObject): boolean {
  return Object.keys(part).every((name) => name === 'thoughtSignature');
}
