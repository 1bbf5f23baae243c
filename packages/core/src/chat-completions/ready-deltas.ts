import type { ServerSentEvent } from '../http/http.ts';
import type { ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import { DeltaTemplate } from './delta-template.ts';
import type { WireChunk } from './wire-chunk.ts';

/**
 * A short way beside the generator of a stream: deltas that are here already and fit the template of an earlier one never enter
 * it. Open only while the generator rests behind a chunk that said one text and nothing else.
 */
export class ReadyDeltas {
  readonly #template = new DeltaTemplate();
  #events: ReadyIterator<ServerSentEvent> | undefined;
  /** What the generator read last. */
  #data = '';
  #chunk: WireChunk | undefined;
  #open = false;

  /** Watches the iterator that the generator reads. */
  watch(events: ReadyIterator<ServerSentEvent>): void {
    if (events.takeWhen !== undefined) this.#events = events;
  }

  /** Told by the generator of each event that it reads, and what it was parsed to. */
  saw({ event, data }: ServerSentEvent, chunk: WireChunk | undefined): void {
    this.#data = data;
    this.#chunk = event === 'message' ? chunk : undefined;
  }

  /** The iterator for the reader: the generator, with the short way. */
  around(generator: AsyncGenerator<ChatEvent>): AsyncGenerator<ChatEvent> & ReadyIterator<ChatEvent> {
    const next = generator.next.bind(generator);
    return Object.assign(generator, {
      next: () => {
        this.#open = false;
        return next().then((result) => {
          if (result.done !== true) this.#learn(result.value);
          return result;
        });
      },
      takeWhen: <R>(read: (event: ChatEvent) => R | undefined): R | undefined => {
        if (!this.#open) return undefined;
        const text = this.#events?.takeWhen?.(this.#textIn);
        return text === undefined ? undefined : read({ type: 'text-delta', text });
      },
    });
  }

  #learn(event: ChatEvent): void {
    const chunk = this.#chunk;
    if (this.#events === undefined || event.type !== 'text-delta' || chunk === undefined) return;
    // Another text: tags were taken out of it.
    if (chunk.text !== event.text) return;
    this.#open = this.#template.textIn(this.#data) === event.text || this.#template.learn(this.#data, chunk);
  }

  readonly #textIn = ({ event, data }: ServerSentEvent): string | undefined =>
    event === 'message' ? this.#template.textIn(data) : undefined;
}
