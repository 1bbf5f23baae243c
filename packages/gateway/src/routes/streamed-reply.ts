import { randomUUID } from 'node:crypto';
import type { ReplyStream } from '../exchange/exchange.ts';
import type { RequestContext } from '../request-context.ts';
import { event, type ChunkHead } from '../wire/chunks.ts';

const eventStream = {
  'content-type': 'text/event-stream; charset=utf-8',
  // A proxy that compresses or buffers would hold back what is written.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * The reply of a streamed answer. It begins with the first content. If the model is silent for too long, it begins earlier, and sends
 * comments or empty chunks from time to time, so that no proxy takes the connection for dead.
 */
export class StreamedReply {
  readonly #context: RequestContext;
  readonly #model: string;
  #timer: NodeJS.Timeout | undefined;
  #reply: ReplyStream | undefined;
  #head: ChunkHead | undefined;
  /** Whether the client has not taken yet what was written. */
  #isFull = false;

  /** @param model - The name that the client wrote. */
  constructor(context: RequestContext, model: string) {
    this.#context = context;
    this.#model = model;
    const { keepAlive } = context.services.settings;
    if (keepAlive === undefined) return;
    this.#timer = setTimeout(() => {
      // Set before the first bridging, because that refreshes the timer.
      this.#timer = setInterval(() => this.#bridge(), keepAlive.intervalMs);
      this.#bridge();
    }, keepAlive.firstMs);
  }

  /** What all chunks have in common, if the client has got one already. */
  get head(): ChunkHead | undefined {
    return this.#head;
  }

  /** Begins the reply if it has not begun. From now on the longer interval counts. */
  begin(): void {
    const { keepAlive } = this.#context.services.settings;
    clearTimeout(this.#timer);
    if (keepAlive !== undefined) this.#timer = setInterval(() => this.#bridge(), keepAlive.intervalMs);
    this.#reply ??= this.#context.beginStream(eventStream);
  }

  /** Writes whole events. Returns a promise while the client is slow. */
  write(text: string): Promise<void> | undefined {
    const reply = (this.#reply ??= this.#context.beginStream(eventStream));
    // Once for all that goes out together.
    if (reply.isEmpty) this.#timer?.refresh();
    const isTaken = reply.write(text);
    if (isTaken) return undefined;
    this.#isFull = true;
    return reply.drained().then(() => void (this.#isFull = false));
  }

  /** Ends a complete answer. */
  end(): void {
    this.#reply?.write('data: [DONE]\n\n');
    this.#reply?.end();
  }

  /** Ends an incomplete answer with the reason. */
  fail(error: object): void {
    this.#reply?.write(event({ error }));
    this.#reply?.cut();
  }

  /** Stops the bridging. */
  stop(): void {
    clearTimeout(this.#timer);
    // Refreshing a cleared timer would start it again.
    this.#timer = undefined;
  }

  /** A comment with a single line break: a client that splits the stream at blank lines must not see an event in it. */
  #bridge(): void {
    if (this.#isFull || this.#context.hasLeft) return;
    const isChunk = this.#context.services.settings.keepAlive?.form === 'chunk';
    void this.write(isChunk ? this.#emptyChunk() : ': ping\n');
  }

  #emptyChunk(): string {
    this.#head ??= { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: this.#model };
    const { id, created, model } = this.#head;
    const choices = [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }];
    return event({ id, object: 'chat.completion.chunk', created, model, choices });
  }
}
