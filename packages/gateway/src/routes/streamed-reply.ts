import { randomUUID } from 'node:crypto';
import type { ReplyStream } from '../exchange/exchange.ts';
import type { RequestContext } from '../request-context.ts';
import { event, type ChunkHead } from '../wire/chunks.ts';

const eventStream = {
  'content-type': 'text/event-stream; charset=utf-8',
  // What compresses or buffers on the way would hold back what is written.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * The reply of a streamed answer, which begins with the first content. When the model is silent for too long, it begins before that, and
 * something that is not content goes out from time to time, so that nothing on the way takes the connection for dead.
 */
export class StreamedReply {
  readonly #context: RequestContext;
  readonly #model: string;
  #timer: NodeJS.Timeout | undefined;
  #reply: ReplyStream | undefined;
  #head: ChunkHead | undefined;
  /** How often something was written. */
  #written = 0;
  /** The client has not taken yet what was written. */
  #isFull = false;

  /** @param model - As the client calls it. */
  constructor(context: RequestContext, model: string) {
    this.#context = context;
    this.#model = model;
    const { keepAlive } = context.services.settings;
    if (keepAlive === undefined) return;
    this.#timer = setTimeout(() => {
      // Before the first bridging: that refreshes the timer, and this one would begin anew.
      this.#timer = setInterval(() => this.#bridge(), keepAlive.intervalMs);
      this.#bridge();
    }, keepAlive.firstMs);
  }

  /** What all chunks have in common, when the client has seen one already. */
  get head(): ChunkHead | undefined {
    return this.#head;
  }

  /** Begins the reply, if it has not begun. From now on the longer interval counts. */
  begin(): void {
    const { keepAlive } = this.#context.services.settings;
    clearTimeout(this.#timer);
    if (keepAlive !== undefined) this.#timer = setInterval(() => this.#bridge(), keepAlive.intervalMs);
    this.#reply ??= this.#context.beginStream(eventStream);
  }

  /** Writes whole events. A promise while the client is slow. */
  write(text: string): Promise<void> | undefined {
    const reply = (this.#reply ??= this.#context.beginStream(eventStream));
    // Once for all that goes out together.
    if (reply.isEmpty) this.#timer?.refresh();
    const isTaken = reply.write(text);
    this.#written += 1;
    // The role, and behind it the first content: nobody waits for it until the rest of what is there has been looked at, too.
    if (this.#written === 2) reply.flush();
    if (isTaken) return undefined;
    this.#isFull = true;
    return reply.drained().then(() => void (this.#isFull = false));
  }

  /** The answer is complete. */
  end(): void {
    this.#reply?.write('data: [DONE]\n\n');
    this.#reply?.end();
  }

  /** The answer is not complete, and says why. */
  fail(error: object): void {
    this.#reply?.write(event({ error }));
    this.#reply?.cut();
  }

  /** Stops the bridging. */
  stop(): void {
    clearTimeout(this.#timer);
    // To refresh a timer that was cleared begins it anew.
    this.#timer = undefined;
  }

  /** A single line break: what splits the stream at blank lines must not see an event there. */
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
