import type { ChatEvent } from '../contract/chat-event.ts';
import type { Closing, Sink, Source } from '../stream/source.ts';

/** A second request in place of one that the service refused. */
export interface SecondRequest {
  readonly events: Source<ChatEvent>;
  /** Called when the service answers it. */
  readonly onAnswer?: (() => void) | undefined;
}

/**
 * The events of one chat, with a second request if the service refused the first one before it sent any event. After
 * the first event, it only passes on what its source gives.
 */
export class WithSecondRequest implements Source<ChatEvent>, Sink<ChatEvent> {
  #events: Source<ChatEvent>;
  /** Set until the first event. It refers to the request, which must not stay in memory as long as the stream. */
  #again: ((failure: unknown) => SecondRequest | undefined) | undefined;
  #onAnswer: (() => void) | undefined;
  /** The sink that waits for the first event. */
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

  /** Called only for a stream that has no events. */
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
