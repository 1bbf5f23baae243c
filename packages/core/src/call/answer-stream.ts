import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import { serviceText } from '../errors/quote.ts';
import type { ChatEvent, ResponseEvent } from '../contract/chat-event.ts';
import { ownerOf } from '../stream/ownership.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { EventReader } from '../stream/event-reader.ts';
import { explainFailure } from './explain-failure.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import type { Answer, RunningCall } from './run-candidate.ts';

type Finish = Extract<ChatEvent, { type: 'finish' }>;

/** An answer that has begun: its events, and its end on every path. */
export class AnswerStream implements EventReader {
  readonly resolution: Resolution;
  readonly attempts: readonly Attempt[];
  readonly warnings: readonly string[];
  readonly #call: RunningCall;
  readonly #answer: Answer;
  #reader: EventReader | undefined;
  #position = 0;
  #released = false;

  constructor(call: RunningCall, answer: Answer, resolution: Resolution, warnings: readonly string[]) {
    this.#call = call;
    this.#answer = answer;
    this.resolution = resolution;
    this.attempts = call.attempts;
    this.warnings = warnings;
    // A call that is over gives back its place, whether or not anybody comes to hear of it.
    answer.stream.onUnreadEnd = (reason) => {
      if (!this.#released) this.onError(reason);
    };
  }

  /** The plugin that answers, with the service's own name of the model: to whom data that the service wants back belong. */
  get owner(): string {
    return ownerOf(this.#answer.plugin, this.resolution.model);
  }

  /** What the service said of its answer before it began. */
  get response(): ResponseEvent | undefined {
    return this.#answer.events.find((event) => event.type === 'response');
  }

  /** What was handed over so far, with revisions applied. */
  get text(): string {
    return this.#answer.stream.text;
  }

  /** Hands over the next event, or `undefined` after `finish` and after `close()`, or the error as the caller sees it. */
  read(reader: EventReader): void {
    const { events, stream } = this.#answer;
    this.#reader = reader;
    if (this.#position < events.length && this.#call.scope.reason === undefined) {
      const event = events[this.#position];
      this.#position += 1;
      this.onEvent(event);
    } else {
      stream.read(this);
    }
  }

  /** The next event if it is here already, without a promise; `undefined`: ask `read()`. */
  take(): ChatEvent | undefined {
    const { events, stream } = this.#answer;
    if (this.#position === events.length) return stream.take();
    const event = events[this.#position];
    // What ends the answer, or the call, goes the long way.
    if (event?.type === 'finish' || this.#call.scope.reason !== undefined) return undefined;
    this.#position += 1;
    return event;
  }

  /** Ends the call early: the connection closes, and whoever reads gets `undefined`. */
  close(): void {
    this.#position = this.#answer.events.length;
    this.#answer.stream.close();
    this.#release();
  }

  /** Ends the call as its caller's signal would; who waits, and who comes later, gets `aborted`. */
  abort(reason?: unknown): void {
    this.#call.scope.abort(
      () => new PlugboardError('aborted', 'The stream was aborted by its caller.', { phase: 'chat', cause: reason }),
    );
    this.#release();
  }

  /** Why the call was ended before its time; `undefined` while it may go on, and when it came to its end. */
  get ended(): PlugboardError | undefined {
    return this.#call.scope.reason;
  }

  onEvent(event: ChatEvent | undefined): void {
    if (event?.type === 'finish') this.#onFinish(event);
    if (event === undefined || event.type === 'finish') this.#release();
    this.#takeReader()?.onEvent(event);
  }

  onError(error: unknown): void {
    const { services, attempts, scope, trace } = this.#call;
    const { provider, model } = this.resolution;
    const { reason } = scope;
    const failure = reason !== undefined && reason === error ? reason : normalizeThrown(error, 'chat');
    const explained = explainFailure(failure, {
      provider,
      model,
      attempts,
      partialText: this.text,
      redactor: services.redactor,
      ended: reason,
    });
    trace?.fail(explained);
    this.#release();
    this.#takeReader()?.onError(explained);
  }

  #onFinish(event: Finish): void {
    if (event.reason === 'other') this.#call.warn(unknownEnd(event));
    this.#call.trace?.finish(event);
  }

  #takeReader(): EventReader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#answer.slots.release();
    for (const media of this.#call.request.media) media.release();
    this.#call.scope.end();
    this.#call.trace?.end();
  }
}

function unknownEnd({ rawReason }: Finish): string {
  const how =
    typeof rawReason === 'string'
      ? `with the finish reason "${serviceText(rawReason)}", which is not known`
      : 'without saying why';
  return `The service ended its answer ${how}: the answer may not be whole.`;
}
