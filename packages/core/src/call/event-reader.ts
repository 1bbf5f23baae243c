import type { ChatEvent } from '../plugins/chat-event.ts';

/** Whoever waits for the next event of a stream; exactly one of the two is called, once for each time it asks, maybe at once. */
export interface EventReader {
  /** `undefined`: there are no more. */
  onEvent(event: ChatEvent | undefined): void;
  onError(error: unknown): void;
}
