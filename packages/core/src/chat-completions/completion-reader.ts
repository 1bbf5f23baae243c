import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Http } from '../contract/http.ts';
import type { ChatEvent, FinishReason, Usage } from '../contract/chat-event.ts';
import type { JsonObject } from '../util/is-record.ts';
import { StreamedKinds, type DeltaReader } from './delta-reader.ts';
import { meaningOf } from './finish-reasons.ts';
import { ServiceResponse } from './service-response.ts';
import { saysSomething, type WireChunk } from './wire-chunk.ts';

/**
 * Reads one answer chunk by chunk: what each chunk adds, and how the answer ends. It knows nothing of time or of the
 * connection.
 */
export class CompletionReader {
  readonly end: CompletionEnd = new CompletionEnd();
  /** What the service reports about its answer. */
  readonly response: ServiceResponse = new ServiceResponse();
  /** The failure that the service reported. Once it is set, nothing more is read. */
  failure: PlugboardError | undefined;
  readonly #http: Http;
  readonly #deltas: DeltaReader;
  readonly #warn: ((message: string) => void) | undefined;
  #choice: number | undefined;
  #usage: Usage | undefined;
  #nativeReason: string | undefined;
  #whole = false;
  #begun = false;
  #hasEvents = false;
  #hasUnknownParts = false;
  #strayChoiceNoted = false;
  readonly #streamed = new StreamedKinds();

  /** @param warn - Called with a sentence about anything that the service sent and events cannot express. */
  constructor(http: Http, deltas: DeltaReader, warn: ((message: string) => void) | undefined) {
    this.#http = http;
    this.#deltas = deltas;
    this.#warn = warn;
  }

  /** The number of the choice that is the answer, once it is known. */
  get choice(): number | undefined {
    return this.#choice;
  }

  /** Whether a stream that ends now was cut off before its first content: it began, but gave no finish reason. */
  get isCutBeforeContent(): boolean {
    return this.#begun && !this.#whole && !this.end.hasContent && this.end.word === undefined;
  }

  /**
   * Reads a chunk, and returns what it adds.
   * @param whole - The chunk is a JSON document with the whole answer.
   */
  read(given: WireChunk, whole: boolean): readonly ChatEvent[] {
    const chunk = this.#streamed.newIn(given);
    const contentBefore = this.end.hasContent;
    if (saysSomething(chunk)) {
      this.end.sawContent();
      // Only chunks with content decide: one that has only a role may have another number.
      this.#choice ??= chunk.choice;
    }
    // Some services send a growing count with each chunk. The last one is that of the answer.
    this.#usage = chunk.usage ?? this.#usage;
    this.#nativeReason = chunk.nativeReason ?? this.#nativeReason;
    this.#whole ||= whole;
    this.#begun ||= chunk.bare !== true;
    this.#hasUnknownParts ||= chunk.hasUnknownParts === true;
    if (chunk.strayChoice === true) this.#noteStrayChoice();
    const events = this.#deltas.read(chunk, whole);
    this.#hasEvents ||= events.length > 0;
    // Content beside an error did arrive, so it counts.
    if (chunk.error !== undefined) this.#sawError(chunk.error);
    else if (chunk.finishReason !== undefined) this.#sawWord(chunk.finishReason, contentBefore);
    return events;
  }

  /** What was held back. If the answer fails, the caller still gets it, because the service did send it. */
  rest(): readonly ChatEvent[] {
    return this.#deltas.rest();
  }

  /**
   * The last events of the answer. They lack a `finish` if the answer was cut off. Throws if what came is not an
   * answer.
   */
  finish(): readonly ChatEvent[] {
    const { word, reason } = this.end;
    const rest = this.#deltas.rest();
    // A JSON document that parses is complete, and needs no finish reason to say so.
    if (word === undefined && !(this.#whole && this.end.hasContent)) return rest;
    const carried = this.#deltas.end(this.response);
    this.#noteLeftOut(rest.length + carried.length);
    const unnamed = this.#deltas.calledTools ? 'tool-calls' : 'stop';
    const finish: FinishReason = word === undefined ? unnamed : reason;
    // Any other finish reason already says that something may be missing.
    if (finish === 'stop' || finish === 'tool-calls') this.#noteCutCalls();
    const rawReason = finish === 'other' ? word : (this.#nativeReason ?? word);
    const response = this.response.take();
    const fields = this.#lateFields;
    return [
      ...(response === undefined ? [] : [response]),
      ...rest,
      ...carried,
      { type: 'finish', reason: finish, rawReason, usage: this.#usage, ...(fields !== undefined && { fields }) },
    ];
  }

  /** Warns that the service went on after its finish reason, and then fell silent without ending its answer. */
  noteSilence(): void {
    this.#warn?.(
      'The service continued after its finish reason and then fell silent without ending its stream. The end of the answer may be missing.',
    );
  }

  #sawWord(word: string, contentBefore: boolean): void {
    const meaning = meaningOf(word);
    if (meaning !== 'broken') return this.end.sawWord(word, meaning, contentBefore);
    const message = `It ended its answer with the finish reason "${word}".`;
    const [cause = word] = word.split(':').slice(-1);
    this.failure = this.#http.failure('chat', { error: { code: cause.trim(), type: 'server_error', message } });
  }

  #sawError(error: unknown): void {
    const failure = this.#http.failure('chat', { error });
    if (!this.end.isCertain) this.failure = failure;
    else this.#warn?.(`The service reported a failure after the end of its answer. ${failure.message}`);
  }

  get #lateFields(): JsonObject | undefined {
    const fields = this.response.lateFields;
    const annotations = this.#deltas.otherAnnotations;
    return annotations === undefined ? fields : { ...fields, annotations };
  }

  /** @param rest - How many events come at the end. */
  #noteLeftOut(rest: number): void {
    if (!this.#deltas.hasUnreadPictures && !this.#hasUnknownParts) return;
    const what = `${this.#deltas.hasUnreadPictures ? 'pictures' : 'parts'} of an unknown format`;
    if (this.#warn !== undefined) {
      this.#warn(`The answer has ${what}, which Plugboard cannot pass on. They were left out.`);
    } else if (!this.#hasEvents && rest === 0) {
      throw new PlugboardError('protocol_error', `The service answered with ${what} and nothing else.`, {
        phase: 'chat',
      });
    }
  }

  #noteCutCalls(): void {
    const cut = this.#deltas.cutCalls;
    if (cut.length === 0) return;
    const which = cut.length === 1 ? `tool call ${cut.join('')}` : `the tool calls ${cut.join(', ')}`;
    this.#warn?.(
      `The arguments of ${which} are not valid JSON. They may have been cut off, although the service ended its answer as complete.`,
    );
  }

  #noteStrayChoice(): void {
    if (this.#strayChoiceNoted) return;
    this.#strayChoiceNoted = true;
    this.#warn?.('The service sent a second choice, which was not requested. It was left out.');
  }
}

/**
 * How many milliseconds after the finish reason the token count may come. Some services never send it and keep the
 * connection open.
 * @see docs/decisions/0022-the-end-of-an-answer.md
 */
const graceMs = 1_000;

/**
 * How many milliseconds more may come after the token count. It is the last thing that most services send, but not all.
 */
const graceCountedMs = 200;

/** Waits longer if the finish reason came with the first content: such a service may send one in every chunk. */
const graceInDoubtMs = 2_000;

/** Waits longest if the service went on after a finish reason, because then no later one is certain. */
const graceAfterMoreMs = 3_000;

/**
 * Decides from the finish reasons of an answer whether it is complete. Most services send one, in the last chunk.
 * Others send one in the first chunk or in every chunk, so it marks the end only if nothing follows.
 */
class CompletionEnd {
  #word: string | undefined;
  #reason: FinishReason = 'other';
  #hasContent = false;
  /**
   * Whether a finish reason came where the end may be: with or after content, or as the reason why there is no content.
   */
  #settled = false;
  #inDoubt = false;
  #moreFollowed = false;
  #contentSince = false;
  #counted = false;

  /** The last finish reason, in the service's own word. `undefined` as long as the answer goes on. */
  get word(): string | undefined {
    return this.#word;
  }

  /** What {@link word} means. */
  get reason(): FinishReason {
    return this.#reason;
  }

  get hasContent(): boolean {
    return this.#hasContent;
  }

  /**
   * Whether content came after a finish reason that looked like the end. Then no other finish reason of this answer is
   * reliable.
   */
  get moreFollowed(): boolean {
    return this.#moreFollowed;
  }

  /** Whether the answer looks complete. */
  get isReached(): boolean {
    return this.#settled && !this.#moreFollowed;
  }

  /** Whether only the token count can be missing, whatever goes wrong from here on. */
  get isCertain(): boolean {
    return this.isReached && !this.#inDoubt;
  }

  /** For how many milliseconds more may come. `undefined` if no finish reason so far can be the end. */
  get graceMs(): number | undefined {
    if (!this.#settled) return undefined;
    if (this.#moreFollowed) return graceAfterMoreMs;
    if (this.#inDoubt) return graceInDoubtMs;
    return this.#counted ? graceCountedMs : graceMs;
  }

  /**
   * Called for a token count in its own chunk. Returns true if it is the first one after a certain end, so that the
   * wait becomes shorter.
   */
  sawCount(): boolean {
    if (!this.isCertain || this.#counted) return false;
    this.#counted = true;
    return true;
  }

  sawContent(): void {
    this.#moreFollowed ||= this.#settled;
    this.#contentSince = true;
    this.#hasContent = true;
  }

  /** Called after {@link sawContent} for the same chunk. */
  sawWord(word: string, reason: FinishReason, contentBefore: boolean): void {
    // Some services end every stream with `stop`. It does not replace a finish reason that says more.
    if (this.#word === undefined || this.#contentSince || reason !== 'stop') {
      this.#word = word;
      this.#reason = reason;
    }
    this.#contentSince = false;
    this.#inDoubt = !contentBefore && this.#hasContent;
    this.#settled ||= this.#hasContent || reason !== 'stop';
  }
}
