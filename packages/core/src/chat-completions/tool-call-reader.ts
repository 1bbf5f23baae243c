import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { isAnotherCall, OpenToolCall } from './open-tool-call.ts';
import { toolCallPieceFrom, type ToolCallPiece } from './tool-call-piece.ts';
import { isRecord } from '../util/is-record.ts';

/**
 * Makes events of the `tool_calls` of deltas and of whole messages. Services differ: an `index` may be missing, be text, or be 0 for
 * every call; id and name may come with each piece, or late; the id may be missing or that of another call; arguments may be an object.
 * What two calls said is never put together.
 */
export class ToolCallReader {
  readonly #calls: OpenToolCall[] = [];
  readonly #earlierCalls: number;

  /** @param earlierCalls - How many calls the conversation has already; makes ids, where the service gives none, unique in it. */
  constructor(earlierCalls: number) {
    this.#earlierCalls = earlierCalls;
  }

  /** Whether any tool was called. */
  get called(): boolean {
    return this.#calls.length > 0;
  }

  /** The numbers of calls, from 1 on, whose arguments are no JSON. */
  get cut(): readonly number[] {
    return this.#calls.flatMap((call, index) => (call.isCut ? [index + 1] : []));
  }

  /** @param whole - They are all of a message, so each is a call of its own. */
  *read(pieces: readonly unknown[], whole = false): Generator<ChatEvent> {
    const opened = new Set<OpenToolCall>();
    for (const [position, value] of pieces.entries()) {
      if (!isRecord(value)) continue;
      const piece = toolCallPieceFrom(value);
      const known = whole ? undefined : this.#find(piece, position, pieces.length);
      // One delta names a call once.
      const again = known !== undefined && piece.name !== undefined && opened.has(known);
      const call = known === undefined || again || isAnotherCall(known, piece) ? this.#open(piece, known) : known;
      if (call !== known) opened.add(call);
      const event = call.add(piece);
      if (event !== undefined) yield event;
    }
  }

  /** Throws `protocol_error` when a call never got a name. */
  end(): void {
    if (this.#calls.every(({ begun }) => begun)) return;
    throw new PlugboardError('protocol_error', 'The service called a tool without saying which.', { phase: 'chat' });
  }

  /** The call that a piece may go on with. */
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

  #open({ index, id, name }: ToolCallPiece, before: OpenToolCall | undefined): OpenToolCall {
    const given = id ?? before?.announced?.id;
    const number = this.#calls.length;
    const call = new OpenToolCall({
      index: number,
      wireIndex: index,
      givenId: given,
      // Results are told apart by it.
      usableId: this.#calls.some((other) => other.givenId === given) ? undefined : given,
      // Nine letters and digits: some services take back nothing else.
      madeUpId: `call${String(this.#earlierCalls + number).padStart(5, '0')}`,
      name: name ?? before?.announced?.name,
    });
    this.#calls.push(call);
    return call;
  }
}
