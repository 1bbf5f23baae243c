import { Readable } from 'node:stream';
import { maxGathered, type Exchange, type ReplyHeaders, type ReplyStream } from './exchange.ts';

/** A request of a program that serves with `Request` and `Response`. */
export class FetchExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly response: Promise<Response>;
  readonly #request: Request;
  #resolve: ((response: Response) => void) | undefined;
  #over: ((how: 'whole' | 'left') => void) | undefined;

  constructor(request: Request) {
    const { pathname, search } = new URL(request.url);
    this.method = request.method;
    this.path = pathname;
    this.query = search.slice(1);
    this.#request = request;
    this.response = new Promise((resolve) => (this.#resolve = resolve));
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? (name === 'host' ? new URL(this.#request.url).host : undefined);
  }

  openBody(): Readable {
    const { body } = this.#request;
    return body === null ? Readable.from([]) : Readable.fromWeb(body);
  }

  onOver(listener: (how: 'whole' | 'left') => void): void {
    this.#over = listener;
    const { signal } = this.#request;
    if (signal.aborted) this.#end('left');
    else signal.addEventListener('abort', () => this.#end('left'), { once: true });
  }

  send(status: number, headers: ReplyHeaders, body: string | Buffer): void {
    const isEmpty = status === 204 || this.method === 'HEAD';
    this.#resolve?.(new Response(isEmpty ? null : new Uint8Array(Buffer.from(body)), { status, headers }));
    this.#end('whole');
  }

  begin(status: number, headers: ReplyHeaders): ReplyStream {
    const stream = new FetchReplyStream({ onCancel: () => this.#end('left'), onEnd: () => this.#end('whole') });
    this.#resolve?.(new Response(stream.body, { status, headers }));
    return stream;
  }

  #end(how: 'whole' | 'left'): void {
    const over = this.#over;
    this.#over = undefined;
    over?.(how);
  }
}

/** A body that is delivered when somebody reads. */
class FetchReplyStream implements ReplyStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #onEnd: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #gathered = '';
  #flushes = false;
  #ended = false;
  /** Serves the reader that waits. */
  #give: (() => void) | undefined;
  readonly #drained: (() => void)[] = [];

  constructor({ onCancel, onEnd }: { readonly onCancel: () => void; readonly onEnd: () => void }) {
    this.#onEnd = onEnd;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => this.#pull(),
        cancel: () => {
          this.#ended = true;
          this.#release();
          onCancel();
        },
      },
      // Nothing is prepared before the reader asks.
      { highWaterMark: 0 },
    );
  }

  get isEmpty(): boolean {
    return this.#gathered === '';
  }

  write(text: string): boolean {
    this.#gathered += text;
    if (this.#give !== undefined && !this.#flushes) {
      this.#flushes = true;
      process.nextTick(() => this.#flush());
    }
    return this.#give !== undefined && this.#gathered.length < maxGathered;
  }

  drained(): Promise<void> {
    if (this.#give !== undefined || this.#ended) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  end(): void {
    this.#ended = true;
    this.#onEnd();
    this.#flush();
  }

  cut(): void {
    // An error would discard what was written but not yet read.
    this.end();
  }

  /** Somebody reads. */
  #pull(): Promise<void> {
    return new Promise((resolve) => {
      this.#give = resolve;
      if (this.#gathered !== '' || this.#ended) this.#flush();
      this.#release();
    });
  }

  #flush(): void {
    this.#flushes = false;
    if (this.#give === undefined) return;
    if (this.#gathered !== '') this.#controller?.enqueue(this.#encoder.encode(this.#gathered));
    else if (!this.#ended) return;
    this.#gathered = '';
    if (this.#ended) this.#controller?.close();
    const give = this.#give;
    this.#give = undefined;
    give();
  }

  #release(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
