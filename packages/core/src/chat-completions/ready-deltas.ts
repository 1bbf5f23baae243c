import type { ServerSentEvent } from '../http/http.ts';
import type { ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import { DeltaTemplate } from './delta-template.ts';
import type { WireChunk } from './wire-chunk.ts';

/**
 * A short way for deltas that fit the template of an earlier one: they are not parsed, and those that are here already never
 * enter the generator. Open only behind a chunk that said one text and nothing else.
 */
export class ReadyDeltas {
  readonly #template = new DeltaTemplate();
  #events: ReadyIterator<ServerSentEvent> | undefined;
  #open = false;

  /** Watches the iterator that the generator reads. */
  watch(events: ReadyIterator<ServerSentEvent>): void {
    if (events.takeWhen !== undefined) this.#events = events;
  }

  /** The text of an event for which the short way is open. */
  textIn(event: ServerSentEvent): string | undefined {
    return this.#open ? this.#textIn(event) : undefined;
  }

  /** Told by the generator of each event that it had to parse, and what it is about to make of it. */
  saw({ event, data }: ServerSentEvent, chunk: WireChunk, deltas: readonly ChatEvent[]): void {
    const [delta] = deltas;
    // Another text: tags were taken out of it.
    const plain = deltas.length === 1 && delta?.type === 'text-delta' && delta.text === chunk.text;
    this.#open =
      plain && event === 'message' && (this.#template.textIn(data) === chunk.text || this.#template.learn(data, chunk));
  }

  /** The generator with the short way. It is to be used only while no `next()` is pending. */
  around(generator: AsyncGenerator<ChatEvent>): AsyncGenerator<ChatEvent> & ReadyIterator<ChatEvent> {
    return Object.assign(generator, {
      takeWhen: <R>(read: (event: ChatEvent) => R | undefined): R | undefined => {
        if (!this.#open) return undefined;
        const text = this.#events?.takeWhen?.(this.#textIn);
        return text === undefined ? undefined : read({ type: 'text-delta', text });
      },
    });
  }

  readonly #textIn = ({ event, data }: ServerSentEvent): string | undefined =>
    event === 'message' ? this.#template.textIn(data) : undefined;
}
