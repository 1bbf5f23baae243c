import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { maxGathered, type Exchange, type ReplyHeaders, type ReplyStream } from './exchange.ts';

/** How long the sender of a body may be silent. */
const bodyIdleMs = 60_000;

/** How long the rest of an unread body is accepted, so that its sender can read the reply. */
const lingerMs = 5_000;

/** Reading this much of an unread body costs less than a new connection. */
const maxUnreadBytes = 64 * 1024;

/** A request of Node's HTTP server. */
export class NodeExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  /** The client waits for permission to send its body. */
  #waits: boolean;
  readonly #isClosing: () => boolean;
  /** Whether the gateway itself ended the reply before it was complete. */
  #isCut = false;

  /**
   * @param waits - Whether the client waits for `100 Continue`.
   * @param isClosing - Whether the connection is to be closed after the reply.
   */
  constructor(request: IncomingMessage, response: ServerResponse, waits: boolean, isClosing: () => boolean) {
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    this.method = method;
    this.path = mark === -1 ? url : url.slice(0, mark);
    this.query = mark === -1 ? '' : url.slice(mark + 1);
    this.#request = request;
    this.#response = response;
    this.#waits = waits;
    this.#isClosing = isClosing;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === 'string' ? value : value?.join(', ');
  }

  openBody(): Readable {
    if (this.#waits) this.#response.writeContinue();
    this.#waits = false;
    // The time limit is that of the socket, so it ends with the body: an answer may be silent for longer.
    const { socket } = this.#request;
    const giveUp = (): void => void socket.destroy();
    socket.setTimeout(bodyIdleMs, giveUp);
    const stop = (): void => void socket.setTimeout(0, giveUp);
    this.#request.once('end', stop).once('close', stop);
    return this.#request;
  }

  onOver(listener: (how: 'whole' | 'left') => void): void {
    this.#response.once('close', () => listener(this.#isCut || this.#response.writableFinished ? 'whole' : 'left'));
  }

  send(status: number, headers: ReplyHeaders, body: string | Buffer): void {
    const response = this.#response;
    const length = String(Buffer.byteLength(body));
    if (this.#isReadEnough()) {
      response.writeHead(status, { ...headers, 'content-length': length, ...this.#closing() });
      response.end(body);
      return;
    }
    response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' });
    if (this.#waits) {
      // The client will not send its body any more.
      response.end(body);
      return;
    }
    this.#isCut = true;
    this.#linger(body);
  }

  begin(status: number, headers: ReplyHeaders): ReplyStream {
    this.#response.writeHead(status, { ...headers, ...this.#closing() });
    return new NodeReplyStream(this.#response, () => (this.#isCut = true));
  }

  #closing(): ReplyHeaders {
    return this.#isClosing() ? { connection: 'close' } : {};
  }

  /** Whether the connection can be used for another request after this reply. */
  #isReadEnough(): boolean {
    if (this.#waits) return false;
    if (this.#request.complete) return true;
    const length = Number(this.header('content-length') ?? (this.header('transfer-encoding') === undefined ? 0 : NaN));
    return length <= maxUnreadBytes;
  }

  /** Keeps the connection open for a while: if it were closed with unread bytes, it would be reset, and the client might lose the reply. */
  #linger(body: string | Buffer): void {
    const [request, response] = [this.#request, this.#response];
    response.write(body);
    const timer = setTimeout(end, lingerMs);
    function end(): void {
      clearTimeout(timer);
      response.end();
    }
    request.once('end', end);
    request.once('close', end);
    request.resume();
  }
}

/** A body that joins the pieces of one moment to one write. */
class NodeReplyStream implements ReplyStream {
  readonly #response: ServerResponse;
  readonly #onCut: () => void;
  #gathered = '';
  #flushes = false;

  constructor(response: ServerResponse, onCut: () => void) {
    this.#response = response;
    this.#onCut = onCut;
  }

  get isEmpty(): boolean {
    return this.#gathered === '';
  }

  write(text: string): boolean {
    this.#gathered += text;
    if (this.#gathered.length >= maxGathered) this.#flush();
    else if (!this.#flushes) {
      this.#flushes = true;
      process.nextTick(() => this.#flush());
    }
    return !this.#response.writableNeedDrain;
  }

  drained(): Promise<void> {
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      function done(): void {
        response.off('drain', done).off('close', done);
        resolve();
      }
      response.on('drain', done).on('close', done);
    });
  }

  end(): void {
    const text = this.#take();
    this.#response.end(text);
  }

  cut(): void {
    const text = this.#take();
    this.#onCut();
    // With the last chunk: if a body breaks off, browsers discard what was not read yet, including the error that was written last.
    this.#response.end(text, () => this.#response.socket?.destroySoon());
  }

  #flush(): void {
    const text = this.#take();
    if (text !== '' && !this.#response.destroyed) this.#response.write(text);
  }

  #take(): string {
    const text = this.#gathered;
    this.#gathered = '';
    this.#flushes = false;
    return text;
  }
}
