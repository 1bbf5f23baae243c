import { PlugboardError } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import { isRecord } from './wire-fields.ts';

interface OpenCall {
  readonly index: number;
  readonly wireIndex: number | undefined;
  id: string | undefined;
  name: string | undefined;
  /** Arguments that came before the name. */
  held: string;
  begun: boolean;
}

/**
 * Makes events of the `tool_calls` of deltas and of whole messages. Services differ: an `index` may be missing, or be 0 for
 * every call; id and name may come with each piece, or late; the id may be missing; arguments may be an object.
 */
export class ToolCallReader {
  readonly #calls: OpenCall[] = [];
  readonly #earlierCalls: number;

  /** @param earlierCalls - How many calls the conversation has already; makes ids, where the service gives none, unique in it. */
  constructor(earlierCalls: number) {
    this.#earlierCalls = earlierCalls;
  }

  *read(pieces: readonly unknown[]): Generator<ChatEvent> {
    for (const [position, piece] of pieces.entries()) {
      if (!isRecord(piece)) continue;
      const called = isRecord(piece['function']) ? piece['function'] : {};
      const id = textOf(piece['id']);
      const name = textOf(called['name']);
      const call = this.#find(indexOf(piece['index']), id, name, position, pieces.length);
      yield* continued(call, id, name, argumentsOf(called['arguments']), this.#earlierCalls);
    }
  }

  /** Throws `protocol_error` when a call never got a name. */
  end(): void {
    if (this.#calls.every(({ begun }) => begun)) return;
    throw new PlugboardError('protocol_error', 'The service called a tool without saying which.', { phase: 'chat' });
  }

  #find(
    wireIndex: number | undefined,
    id: string | undefined,
    name: string | undefined,
    position: number,
    count: number,
  ): OpenCall {
    const known =
      wireIndex === undefined
        ? (this.#byId(id) ?? (id === undefined && name === undefined && count === 1 ? this.#calls.at(-1) : undefined))
        : this.#calls.findLast((call) => call.wireIndex === wireIndex);
    // Some services number every call 0; another id together with a name is another call.
    const another = known?.id !== undefined && id !== undefined && name !== undefined && id !== known.id;
    if (known !== undefined && !another) return known;
    const bySlot =
      wireIndex === undefined && id === undefined && name === undefined ? this.#calls[position] : undefined;
    if (bySlot !== undefined) return bySlot;
    const call = { index: this.#calls.length, wireIndex, id, name: undefined, held: '', begun: false };
    this.#calls.push(call);
    return call;
  }

  #byId(id: string | undefined): OpenCall | undefined {
    return id === undefined ? undefined : this.#calls.find((call) => call.id === id);
  }
}

function* continued(
  call: OpenCall,
  id: string | undefined,
  name: string | undefined,
  text: string | undefined,
  earlierCalls: number,
): Generator<ChatEvent> {
  if (call.begun) {
    if (text !== undefined && text !== '') yield { type: 'tool-call-delta', index: call.index, arguments: text };
    return;
  }
  call.id ??= id;
  call.name ??= name;
  call.held += text ?? '';
  if (call.name === undefined) return;
  call.begun = true;
  // Nine letters and digits: some services take back nothing else.
  call.id ??= `call${String(earlierCalls + call.index).padStart(5, '0')}`;
  yield { type: 'tool-call-delta', index: call.index, id: call.id, name: call.name, arguments: call.held };
}

function indexOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function argumentsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return isRecord(value) ? JSON.stringify(value) : undefined;
}
