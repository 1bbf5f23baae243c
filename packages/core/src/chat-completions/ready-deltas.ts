import type { ServerSentEvent } from '../contract/http.ts';
import type { ReadyIterator } from '../stream/ready-events.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { DeltaTemplate } from './delta-template.ts';
import type { WireChunk } from './wire-chunk.ts';

/**
 * A short way for deltas that fit the template of an earlier one: they are not parsed. Open only behind a chunk that said one
 * text and nothing else.
 */
export class ReadyDeltas {
  readonly #template = new DeltaTemplate();
  #open = false;

  /** The text of an event for which the short way is open. */
  textIn(event: ServerSentEvent): string | undefined {
    return this.#open ? this.#textIn(event) : undefined;
  }

  /** The text of the next event, if that is here already and fits. */
  take(events: ReadyIterator<ServerSentEvent>): string | undefined {
    return this.#open ? events.takeWhen?.(this.#textIn) : undefined;
  }

  /** Told of each event that had to be parsed, and what was made of it. */
  saw({ event, data }: ServerSentEvent, chunk: WireChunk, deltas: readonly ChatEvent[]): void {
    const [delta] = deltas;
    // Another text: tags were taken out of it.
    const plain = deltas.length === 1 && delta?.type === 'text-delta' && delta.text === chunk.text;
    this.#open =
      plain && event === 'message' && (this.#template.textIn(data) === chunk.text || this.#template.learn(data, chunk));
  }

  readonly #textIn = ({ event, data }: ServerSentEvent): string | undefined =>
    event === 'message' ? this.#template.textIn(data) : undefined;
}
