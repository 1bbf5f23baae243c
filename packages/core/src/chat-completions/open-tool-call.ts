import type { ChatEvent } from '../contract/chat-event.ts';
import type { ToolCallPiece } from './tool-call-piece.ts';
import type { JsonObject } from '../util/is-record.ts';

/** What is known of a call when its first piece arrives. */
export interface ToolCallStart {
  /** Ours, from 0 on. */
  readonly index: number;
  /** The service's. */
  readonly wireIndex: number | undefined;
  readonly givenId: string | undefined;
  /** The given id, unless another call of the answer has it. */
  readonly usableId: string | undefined;
  /** For a call without a usable id. */
  readonly madeUpId: string;
  readonly name: string | undefined;
}

/** One tool call on its way. */
export class OpenToolCall {
  readonly wireIndex: number | undefined;
  /** Set when the call was named anew after its arguments were complete: arguments that follow are those of another call. */
  announced: { readonly id: string | undefined; readonly name: string | undefined } | undefined;
  readonly #start: ToolCallStart;
  #givenId: string | undefined;
  #name: string | undefined;
  #text = '';
  #extra: JsonObject | undefined;
  #begun = false;

  constructor(start: ToolCallStart) {
    this.#start = start;
    this.wireIndex = start.wireIndex;
    this.#givenId = start.givenId;
    this.#name = start.name;
  }

  get givenId(): string | undefined {
    return this.#givenId;
  }

  get name(): string | undefined {
    return this.#name;
  }

  /** Whether its first event, which has its name, was handed out. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether the arguments so far are a whole JSON object or list: nothing but white space can follow. */
  get isComplete(): boolean {
    return /[}\]]\s*$/.test(this.#text) && this.#isJson;
  }

  /** Whether the arguments look like the beginning of some. A function without parameters may have none. */
  get isCut(): boolean {
    return this.#text.trim() !== '' && !this.#isJson;
  }

  get #isJson(): boolean {
    try {
      JSON.parse(this.#text);
      return true;
    } catch {
      return false;
    }
  }

  /** What a piece adds; `undefined` for one that adds nothing, or nothing yet. */
  add({ id, name, arguments: text = '', extra }: ToolCallPiece): ChatEvent | undefined {
    this.#text += text;
    if (this.#begun) {
      if (name !== undefined && text.trim() === '' && this.isComplete) this.announced = { id, name };
      if (text === '' && extra === undefined) return undefined;
      const { index } = this.#start;
      return { type: 'tool-call-delta', index, ...(text !== '' && { arguments: text }), ...(extra && { extra }) };
    }
    this.#givenId ??= id;
    this.#name ??= name;
    this.#extra = extra ?? this.#extra;
    return this.#name === undefined ? undefined : this.#begin(this.#name);
  }

  /** With all that came before the name. */
  #begin(name: string): ChatEvent {
    const { index, givenId, usableId, madeUpId } = this.#start;
    const extra = this.#extra;
    this.#begun = true;
    // An id that came late was not compared with others; services that send it so send one for each call.
    const id = (givenId === undefined ? this.#givenId : usableId) ?? madeUpId;
    return { type: 'tool-call-delta', index, id, name, arguments: this.#text, ...(extra && { extra }) };
  }
}

/** Whether a piece begins another call than the one that it seems to go on with. */
export function isAnotherCall(call: OpenToolCall, { id, name, arguments: text = '' }: ToolCallPiece): boolean {
  const otherId = id !== undefined && call.givenId !== undefined && id !== call.givenId;
  if (name !== undefined && (otherId || (call.name !== undefined && name !== call.name))) return true;
  // An id alone may change from piece to piece, and a name stand in each; but complete arguments take no more.
  if (name === undefined && !otherId && call.announced === undefined) return false;
  return /^\s*[{[]/.test(text) && call.isComplete;
}
