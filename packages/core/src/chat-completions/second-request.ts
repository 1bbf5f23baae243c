import type { ChatEvent } from '../contract/chat-event.ts';
import type { Closing, Sink, Source } from '../stream/source.ts';

/** A second request in place of one that was refused. */
export interface SecondRequest {
  readonly events: Source<ChatEvent>;
  /** Called when it is answered. */
  readonly onAnswer?: (() => void) | undefined;
}

/**
 * The events of one chat, with a second request if the service refused the first one before it said anything. From the first event on,
 * everything is passed on from the source that gave it.
 */
export class WithSecondRequest implements Source<ChatEvent>, Sink<ChatEvent> {
  #events: Source<ChatEvent>;
  /** Until the first event: it holds the request, which a stream outlives. */
  #again: ((failure: unknown) => SecondRequest | undefined) | undefined;
  #onAnswer: (() => void) | undefined;
  /** Who waits for the first event. */
  #sink: Sink<ChatEvent> | undefined;
  #begun = false;

  /** @param again - Called with the failure. `undefined`: the failure stands. */
  constructor(events: Source<ChatEvent>, again: (failure: unknown) => SecondRequest | undefined) {
    this.#events = events;
    this.#again = again;
  }

  poll(): ChatEvent | undefined {
    return this.#begun ? this.#events.poll() : undefined;
  }

  pull(sink: Sink<ChatEvent>): void {
    if (this.#begun) return this.#events.pull(sink);
    this.#sink = sink;
    this.#events.pull(this);
  }

  close(how: Closing): void {
    this.#again = undefined;
    this.#events.close(how);
  }

  onItem(event: ChatEvent): void {
    this.#onAnswer?.();
    this.#begin()?.onItem(event);
  }

  /** The end of a stream that has no events. */
  onEnd(): void {
    this.#begin()?.onEnd();
  }

  onError(failure: unknown): void {
    const second = this.#again?.(failure);
    if (second === undefined) return this.#begin()?.onError(failure);
    this.#again = undefined;
    this.#events = second.events;
    this.#onAnswer = second.onAnswer;
    this.#events.pull(this);
  }

  #begin(): Sink<ChatEvent> | undefined {
    const sink = this.#sink;
    this.#begun = true;
    this.#sink = undefined;
    this.#again = undefined;
    this.#onAnswer = undefined;
    return sink;
  }
}
