import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionMessage,
  CompletionUsage,
} from '../contract/completion.ts';

/** The chunks of an answer, for one reader. */
export interface ChunkStream extends AsyncIterable<ChatCompletionChunk> {
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** Ends the whole call, for both readers. */
  readonly controller: AbortController;
}

/**
 * An answer on its way. Read once, through whichever view comes first: iterating the stream itself (chunks), `events`,
 * `textStream` or `toReadableStream()`; a second view throws `input_invalid`. `finalText()` and `finalCompletion()` read
 * what is left and may follow any view that was read to its end.
 *
 * There are three endings: complete; cut off (`stream_truncated`, with `partialText`); aborted (`aborted`). Leaving a loop
 * with `break` closes the connection.
 */
export interface ChatCompletionStream extends AsyncIterable<ChatCompletionChunk>, AsyncDisposable {
  /** Lossless: what the provider said, event by event. */
  readonly events: AsyncIterable<ChatEvent>;
  /** The text only, piece by piece. A revision does not appear here: see `events` and `finalText()`. */
  readonly textStream: AsyncIterable<string>;
  /** The chunks as lines of JSON, for a response to a browser. */
  toReadableStream(): WebStream<Uint8Array>;
  /** The whole answer, once it is complete; after a `text-revised` with the revised text. */
  finalCompletion(): Promise<ChatCompletion>;
  /** The whole text, once it is complete; after a `text-revised` the revised one. */
  finalText(): Promise<string>;
  /** The same as {@link finalCompletion}, by the official client's name. */
  finalChatCompletion(): Promise<ChatCompletion>;
  /** The message of the complete answer, ready to be sent back in `messages`. */
  finalMessage(): Promise<CompletionMessage>;
  /** The text of the complete answer; `null` when the model wrote none. */
  finalContent(): Promise<string | null>;
  /** The tokens of the complete answer; zeros when the service counted none. */
  totalUsage(): Promise<CompletionUsage>;
  /**
   * Two readers of the same chunks, each at its own pace. What one has read and the other has not is kept in memory, up to 64 MiB:
   * beyond that the faster reader gets `limit_exceeded`. The answer ends early only when both readers have left.
   */
  tee(): [left: ChunkStream, right: ChunkStream];
  /** Ends the call and its connection; whoever reads gets `aborted`. After the end it has no effect. */
  abort(): void;
  /**
   * `controller.abort(reason)` is `abort()` with a reason, which becomes the `cause`; as with the official client. `controller.signal`
   * is aborted together with the call, also by the caller's own signal.
   */
  readonly controller: AbortController;
  /** How the model name found its provider, and who answered in the end. */
  readonly resolution: Resolution;
  /** Every try so far. */
  readonly attempts: readonly Attempt[];
  /** Notes of core and of the provider, such as a fallback. */
  readonly warnings: readonly string[];
}
