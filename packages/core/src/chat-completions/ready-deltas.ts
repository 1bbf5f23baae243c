import type { ServerSentEvent } from '../http/http.ts';
import type { ReadyIterator } from '../http/ready-events.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import { DeltaTemplate } from './delta-template.ts';

/**
 * A short way beside the generator of a stream: deltas that are here already and fit the template of an earlier one never enter
 * it. Open only while the generator rests behind a chunk that said one text and nothing else.
 */
export class ReadyDeltas {
  readonly #template = new DeltaTemplate();
  #events: ReadyIterator<ServerSentEvent> | undefined;
  /** What the generator was given last. */
  #latest: ServerSentEvent | undefined;
  #open = false;

  /** The iterator for the generator, which is to read nothing but it. */
  watch(iterable: AsyncIterable<ServerSentEvent>): ReadyIterator<ServerSentEvent> {
    const events: ReadyIterator<ServerSentEvent> = iterable[Symbol.asyncIterator]();
    if (events.takeWhen === undefined) return events;
    this.#events = events;
    const next = events.next.bind(events);
    return Object.assign(events, {
      next: () =>
        next().then((result) => {
          this.#latest = result.done === true ? undefined : result.value;
          return result;
        }),
    });
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
    const latest = this.#latest;
    if (event.type !== 'text-delta' || latest?.event !== 'message') return;
    this.#open = this.#template.textIn(latest.data) === event.text || this.#template.learn(latest.data, event.text);
  }

  readonly #textIn = ({ event, data }: ServerSentEvent): string | undefined =>
    event === 'message' ? this.#template.textIn(data) : undefined;
}
