import type { ChatEvent, ServerSentEvent } from '@plugboard/core/provider';
import { cumulativeText } from './cumulative-text.ts';
import { finishReasonFrom, messageFrom, type Source } from './message.ts';
import { SnapshotReader } from './snapshot-reader.ts';

/** This many rewrites of one answer suggest that the service no longer sends the whole text each time. */
const suspiciousRevisions = 4;

/** What the reader needs of the call. */
export interface AnswerContext {
  /** The error for what the service says of its failure. */
  failure(body: unknown): Error;
  /** For the caller. */
  warn(message: string): void;
  /** For the log. */
  note(message: string): void;
}

/** Turns the events of one answer of the service into chat events. */
export class AnswerReader {
  readonly #context: AnswerContext;
  readonly #text = cumulativeText();
  readonly #snapshots = new SnapshotReader();
  readonly #revisions: RevisionWatch;
  /** The sources so far. The service repeats them with every event. */
  #emitted: Set<string> | undefined;

  constructor(context: AnswerContext) {
    this.#context = context;
    this.#revisions = new RevisionWatch(context);
  }

  /**
   * Reads one event. Throws the failure that it tells of, and the errors of {@link messageFrom}.
   * @param end - Called at the end of the answer.
   */
  read(event: ServerSentEvent, end: () => void): readonly ChatEvent[] | undefined {
    const message = messageFrom(event, this.#snapshots);
    if (message.kind === 'ignored') this.#context.note(`Ignored: Reka sent ${message.why}.`);
    if (message.kind === 'failure') throw this.#context.failure(message.body);
    if (message.kind !== 'answer') return undefined;
    const { text, grown, finishReason, usage } = message;
    // The service has sent whole responses without a finish reason. A complete JSON document cannot have been cut off.
    const isFinal = finishReason !== undefined || (event.whole === true && text !== undefined);
    const changes = isFinal ? this.#text.end(text) : text === undefined ? undefined : this.#text.next(text, grown);
    for (const change of changes ?? []) this.#revisions.saw(change);
    const sources = message.sources.length === 0 ? undefined : this.#newOf(message.sources);
    if (!isFinal) return sources === undefined ? changes : [...(changes ?? []), ...sources];
    end();
    const finish: ChatEvent = {
      type: 'finish',
      reason: finishReasonFrom(finishReason),
      rawReason: finishReason,
      usage,
    };
    return [...(changes ?? []), ...(sources ?? []), finish];
  }

  /** For an answer that was cut off: the held-back text still belongs to the partial text. */
  rest(): readonly ChatEvent[] {
    return this.#text.end();
  }

  #newOf(sources: readonly Source[]): readonly Source[] {
    const emitted = (this.#emitted ??= new Set());
    return sources.filter(({ url, text }) => {
      const key = JSON.stringify([url, text]);
      return !emitted.has(key) && emitted.add(key);
    });
  }
}

/**
 * Warns once if the service may no longer send the whole text with each event: if a rewrite does not even keep the first character,
 * or if there are many rewrites. That is what increments look like when they are taken for whole texts.
 */
class RevisionWatch {
  readonly #context: AnswerContext;
  #first: string | undefined;
  #revisions = 0;
  #warned = false;

  constructor(context: AnswerContext) {
    this.#context = context;
  }

  saw(change: ChatEvent): void {
    if (change.type === 'text-delta') this.#first ??= change.text.slice(0, 1);
    if (change.type !== 'text-revised') return;
    const before = this.#first;
    this.#first = change.text.slice(0, 1);
    this.#revisions += 1;
    if (this.#warned) return;
    const what =
      before !== this.#first
        ? 'into one that begins differently'
        : this.#revisions === suspiciousRevisions
          ? 'several times'
          : '';
    this.#warned = what !== '';
    if (!this.#warned) return;
    this.#context.warn(
      `Reka rewrote its answer ${what}. It may no longer send the whole text with each event; compare the answer with the website.`,
    );
  }
}
