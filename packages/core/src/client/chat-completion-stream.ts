import type { ReadableStream as WebStream } from 'node:stream/web';
import type { Attempt } from '../errors/plugboard-error.ts';
import type { ChatEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import type { ChatCompletion, ChatCompletionChunk } from '../contract/completion.ts';

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
