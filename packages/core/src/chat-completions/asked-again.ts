import type { ItemReader, ReadyIterator } from '../stream/ready-events.ts';
import { nextOf } from '../stream/ready-events.ts';
import type { ChatEvent } from '../contract/chat-event.ts';

/** Events of a chat as the wire gives them. */
export type ChatEvents = AsyncIterable<ChatEvent> &
  Required<Pick<ReadyIterator<ChatEvent>, 'handNextTo' | 'takeWhen' | 'return'>>;

/** A second request in place of one that was refused. */
export interface SecondAsking {
  readonly events: ChatEvents;
  /** Called when it is answered. */
  readonly onAnswer?: (() => void) | undefined;
}

/**
 * Events of one chat, for which a service may be asked in another way when it refused the first one before it said anything. From
 * the first event on, everything is passed on to the stream that gave it.
 */
export class AskedAgain implements AsyncIterableIterator<ChatEvent>, ReadyIterator<ChatEvent>, ItemReader<ChatEvent> {
  #events: ChatEvents;
  /** Until the first event: it holds the request, which a stream outlives. */
  #again: ((failure: unknown) => SecondAsking | undefined) | undefined;
  #onAnswer: (() => void) | undefined;
  /** Who waits for the first event, and for those after it. */
  #readers: ItemReader<ChatEvent>[] | undefined = [];

  /** @param again - Called with the failure; `undefined`: it stands. */
  constructor(events: ChatEvents, again: (failure: unknown) => SecondAsking | undefined) {
    this.#events = events;
    this.#again = again;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ChatEvent>> {
    return nextOf(this);
  }

  return(): Promise<IteratorResult<ChatEvent>> {
    this.#again = undefined;
    return this.#events.return();
  }

  handNextTo(reader: ItemReader<ChatEvent>): void {
    if (this.#readers === undefined) return this.#events.handNextTo(reader);
    this.#readers.push(reader);
    if (this.#readers.length === 1) this.#events.handNextTo(this);
  }

  takeWhen<R>(read: (event: ChatEvent) => R | undefined): R | undefined {
    return this.#readers === undefined ? this.#events.takeWhen(read) : undefined;
  }

  /** The first event, or the end of a stream that has none. */
  onEvent(event: ChatEvent | undefined): void {
    if (event !== undefined) this.#onAnswer?.();
    this.#settle((reader) => reader.onEvent(event));
  }

  onError(failure: unknown): void {
    const second = this.#again?.(failure);
    if (second === undefined) return this.#settle((reader) => reader.onError(failure));
    this.#again = undefined;
    this.#events = second.events;
    this.#onAnswer = second.onAnswer;
    this.#events.handNextTo(this);
  }

  #settle(tell: (first: ItemReader<ChatEvent>) => void): void {
    this.#again = undefined;
    this.#onAnswer = undefined;
    const [first, ...others] = this.#readers ?? [];
    this.#readers = undefined;
    if (first !== undefined) tell(first);
    for (const reader of others) this.#events.handNextTo(reader);
  }
}
