import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject, jsonIn } from '../util/is-record.ts';

/**
 * Turns the `tool_calls` of deltas and of whole messages into events. Services differ: an `index` may be missing, be text, or be 0 for
 * every call. Id and name may come with each piece, or late. The id may be missing, or be that of another call. Arguments may be an
 * object. The pieces of two calls are never joined.
 */
export class ToolCallReader {
  readonly #calls: OpenToolCall[] = [];
  readonly #earlierCalls: number;

  /**
   * @param earlierCalls - How many calls the conversation has already. It makes the ids unique that this class invents
   * for calls without one.
   */
  constructor(earlierCalls: number) {
    this.#earlierCalls = earlierCalls;
  }

  /** Whether the model called any tool. */
  get called(): boolean {
    return this.#calls.length > 0;
  }

  /** The numbers of calls, from 1 on, whose arguments are not JSON. */
  get cut(): readonly number[] {
    return this.#calls.flatMap((call, index) => (call.isCut ? [index + 1] : []));
  }

  /** @param whole - The pieces are those of a whole message, so each is a separate call. */
  *read(pieces: readonly unknown[], whole = false): Generator<ChatEvent> {
    const opened = new Set<OpenToolCall>();
    for (const [position, value] of pieces.entries()) {
      if (!isRecord(value)) continue;
      const piece = toolCallPieceFrom(value);
      const known = whole ? undefined : this.#find(piece, position, pieces.length);
      // One delta names each call only once, so a second name belongs to another call.
      const again = known !== undefined && piece.name !== undefined && opened.has(known);
      const call = known === undefined || again || isAnotherCall(known, piece) ? this.#open(piece, known) : known;
      if (call !== known) opened.add(call);
      const event = call.add(piece);
      if (event !== undefined) yield event;
    }
  }

  /** Throws `protocol_error` if a call never got a name. */
  end(): void {
    if (this.#calls.every(({ begun }) => begun)) return;
    throw new PlugboardError('protocol_error', 'The service called a tool without giving its name.', { phase: 'chat' });
  }

  /** The call that a piece may continue. */
  #find({ index, id, name }: ToolCallPiece, position: number, count: number): OpenToolCall | undefined {
    const calls = this.#calls;
    if (index !== undefined) {
      const numbered = calls.filter((call) => call.wireIndex === index);
      return numbered.findLast((call) => id !== undefined && call.givenId === id) ?? numbered.at(-1);
    }
    if (id !== undefined) {
      const known = calls.findLast((call) => call.givenId === id);
      if (known !== undefined || name !== undefined) return known;
    }
    const inTurn = count === 1 ? calls.at(-1) : calls[position];
    return name === undefined || name === inTurn?.name ? inTurn : undefined;
  }

  #open({ index, id, name, custom }: ToolCallPiece, before: OpenToolCall | undefined): OpenToolCall {
    const given = id ?? before?.announced?.id;
    const number = this.#calls.length;
    const call = new OpenToolCall({
      index: number,
      wireIndex: index,
      givenId: given,
      // Results are matched to calls by their id, so two calls must not share one.
      usableId: this.#calls.some((other) => other.givenId === given) ? undefined : given,
      // Nine letters and digits, because Mistral takes back no other ids. @see
      // docs/decisions/0013-tools-in-the-contract.md
      madeUpId: `call${String(this.#earlierCalls + number).padStart(5, '0')}`,
      name: name ?? before?.announced?.name,
      custom,
    });
    this.#calls.push(call);
    return call;
  }
}

/** What is known of a call when its first piece arrives. */
interface ToolCallStart {
  /** Core's index of the call, counted from 0. */
  readonly index: number;
  /** The service's index. */
  readonly wireIndex: number | undefined;
  readonly givenId: string | undefined;
  /** The given id, unless another call of the answer has it. */
  readonly usableId: string | undefined;
  /** The id for a call that has no usable one. */
  readonly madeUpId: string;
  readonly name: string | undefined;
  readonly custom: boolean;
}

/** A tool call that is being received. */
class OpenToolCall {
  readonly wireIndex: number | undefined;
  /** Set when a piece named the call again after its arguments were complete. Arguments that follow belong to another call. */
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

  /** Whether its first event, which has its name, was emitted. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether the arguments so far are a whole JSON object or list: nothing but white space can follow. */
  get isComplete(): boolean {
    // The input of a custom tool may be any text, so it is never known to be complete.
    return !this.#start.custom && /[}\]]\s*$/.test(this.#text) && jsonIn(this.#text) !== undefined;
  }

  /** Whether the arguments end in the middle. A function without parameters may have none at all. */
  get isCut(): boolean {
    return !this.#start.custom && this.#text.trim() !== '' && jsonIn(this.#text) === undefined;
  }

  /** What a piece adds. `undefined` if it adds nothing, or nothing yet. */
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

  /** The first event of the call, with everything that came before its name. */
  #begin(name: string): ChatEvent {
    const { index, givenId, usableId, madeUpId, custom } = this.#start;
    const extra = this.#extra;
    this.#begun = true;
    // A late id was not compared with others, but services that send ids late send one for each call.
    const id = (givenId === undefined ? this.#givenId : usableId) ?? madeUpId;
    const more = { ...(custom && { custom }), ...(extra && { extra }) };
    return { type: 'tool-call-delta', index, id, name, arguments: this.#text, ...more };
  }
}

/** Whether a piece begins another call than the one that it seems to continue. */
function isAnotherCall(call: OpenToolCall, { id, name, arguments: text = '' }: ToolCallPiece): boolean {
  const otherId = id !== undefined && call.givenId !== undefined && id !== call.givenId;
  if (name !== undefined && (otherId || (call.name !== undefined && name !== call.name))) return true;
  // The id alone may change from piece to piece, and each piece may repeat the name. But nothing can be added to
  // complete arguments.
  if (name === undefined && !otherId && call.announced === undefined) return false;
  return /^\s*[{[]/.test(text) && call.isComplete;
}

/** A piece of a tool call as a service sends it. Empty texts count as missing. */
interface ToolCallPiece {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** A piece of the arguments as text, which may be empty. */
  readonly arguments: string | undefined;
  /** What the service wants back with the call, such as a signature. */
  readonly extra: JsonObject | undefined;
  /** Whether it calls a custom tool. */
  readonly custom: boolean;
}

/** Reads one entry of `tool_calls`. Name and arguments stand in `function`, or in the entry itself. */
function toolCallPieceFrom(value: JsonObject): ToolCallPiece {
  const custom = isRecord(value['custom']) ? value['custom'] : undefined;
  const called = custom ?? (isRecord(value['function']) ? value['function'] : value);
  const extra = value['extra_content'];
  return {
    index: indexOf(value['index']),
    id: typeof value['id'] === 'number' ? String(value['id']) : textOf(value['id']),
    name: textOf(called['name']),
    arguments: argumentsOf(called[custom === undefined ? 'arguments' : 'input']),
    extra: isRecord(extra) ? extra : undefined,
    custom: custom !== undefined,
  };
}

function indexOf(value: unknown): number | undefined {
  const index = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function argumentsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isRecord(value) ? JSON.stringify(value) : undefined;
}
