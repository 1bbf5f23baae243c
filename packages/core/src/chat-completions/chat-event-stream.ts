import type { Http, ServerSentEvent } from '../contract/http.ts';
import type { Source } from '../stream/source.ts';
import { truncated } from '../stream/stream-errors.ts';
import { Transform } from '../stream/transform.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import { isRecord, type JsonObject } from '../util/is-record.ts';
import { CompletionReader } from './completion-reader.ts';
import type { DeltaReader } from './delta-reader.ts';
import { DeltaTemplate, eventsInLines, refuseOtherDocument, saysDone, valueOf } from './value-of-event.ts';
import { saysSomething, wireChunkFrom } from './wire-chunk.ts';

const nothing: readonly ChatEvent[] = [];

/** What a {@link ChatEventStream} reads, and how. */
export interface ChatEventSource {
  readonly http: Http;
  readonly events: Source<ServerSentEvent>;
  readonly deltas: DeltaReader;
  readonly warn: ((message: string) => void) | undefined;
  /** See `ChatCompletionsOptions`. */
  readonly extraEvents?: ((chunk: JsonObject) => readonly ChatEvent[]) | undefined;
}

/** Turns the chunks of OpenAI's wire format into events. */
export class ChatEventStream extends Transform<ServerSentEvent, ChatEvent> {
  readonly #answer: CompletionReader;
  readonly #template = new DeltaTemplate();
  readonly #extraEvents: ChatEventSource['extraEvents'];

  constructor({ http, events, deltas, warn, extraEvents }: ChatEventSource) {
    super(events);
    this.#extraEvents = extraEvents;
    this.#answer = new CompletionReader(http, deltas, warn);
  }

  protected override get graceMs(): number | undefined {
    return this.#answer.end.graceMs;
  }

  protected override get isComplete(): boolean {
    return this.#answer.end.isReached;
  }

  protected override onItemsEnd(): void {
    if (this.#answer.isCutBeforeContent) this.onItemsError(truncated());
    else this.#complete();
  }

  /** An error after the certain end of the answer loses nothing, so the answer counts as complete. */
  protected override onItemsError(error: unknown): void {
    if (this.#answer.end.isCertain && this.#answer.failure === undefined) return this.#complete();
    this.add(this.#answer.rest());
    this.fail(error);
    // Nothing more will come, even if the last thing that the service said was that it failed.
    this.end('complete');
  }

  /** The wait after the finish reason is over, and nothing that came since added to the answer. */
  protected override onGraceOver(): void {
    if (this.#answer.end.moreFollowed) this.#answer.noteSilence();
    this.#complete();
  }

  protected override read(event: ServerSentEvent): ChatEvent | undefined {
    const text = this.#template.textOf(event);
    if (text !== undefined) return this.#textDelta(text);
    try {
      this.#take(event);
    } catch (error) {
      this.onItemsError(error);
    }
    return this.takeWaiting();
  }

  #textDelta(text: string): ChatEvent {
    if (this.#answer.end.word !== undefined) {
      this.#answer.end.sawContent();
      this.stopGrace();
    }
    return { type: 'text-delta', text };
  }

  #take(event: ServerSentEvent): void {
    if (saysDone(event)) return this.#complete();
    const lines = eventsInLines(event);
    if (lines.length === 0) return this.#takeValue(event, valueOf(event));
    for (const line of lines) {
      if (this.isOver) return;
      const text = this.#template.textOf(line);
      if (text === undefined) this.#take(line);
      else this.add([this.#textDelta(text)]);
    }
  }

  #takeValue(event: ServerSentEvent, value: unknown): void {
    const answer = this.#answer;
    const chunk = wireChunkFrom(value, answer.choice);
    if (chunk?.error === undefined) answer.response.saw(value);
    if (chunk === undefined) {
      if (event.whole === true) refuseOtherDocument(value);
      return;
    }
    const deltas = answer.read(chunk, event.whole === true);
    this.#template.saw(event, chunk, deltas);
    const extra = this.#extraEvents === undefined || !isRecord(value) ? nothing : this.#extraEvents(value);
    const response = deltas.length > 0 || extra.length > 0 ? answer.response.take() : undefined;
    if (response !== undefined) this.add([response]);
    if (extra.length > 0) this.add(extra);
    this.add(deltas);
    if (saysSomething(chunk)) this.stopGrace();
    if (answer.failure !== undefined) throw answer.failure;
    if (chunk.bare === true && chunk.usage !== undefined && answer.end.sawCount()) this.stopGrace();
  }

  #complete(): void {
    this.end('complete');
    try {
      // Without a finish reason the answer was cut off. The guard that reads these events reports that.
      this.add(this.#answer.finish());
    } catch (error) {
      this.fail(error);
    }
  }
}
