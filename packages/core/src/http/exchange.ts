import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { CancelListener } from '../util/cancel.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import { retryHintOf } from '../errors/retry-hint.ts';
import { droppedBody, keepsAlive, toResponse, type BodySink, type Response } from './response.ts';
import {
  connectionWaiter,
  type ConnectionWaiter,
  type HeldConnection,
  type WaitingDispatchOptions,
} from './socket/pending-connection.ts';
import { networkError, noHeaders, sourceError, tooManyInformational } from './error/network-error.ts';
import type { HttpScope } from './http-scope.ts';
import type { SentRequest } from './error/error-context.ts';
import { answerComplete } from '../stream/stream-errors.ts';
import { expireAfterInput } from '../stream/timers.ts';
import { limits } from './limits.ts';
import type { PreparedRequest } from './prepare-request.ts';
import { openBody, type SentBody } from './body/request-body.ts';

/** One request and its response on the wire, with its timer for the headers and the abort of its call. */
export class Exchange implements Dispatcher.DispatchHandler, ConnectionWaiter, CancelListener {
  readonly #scope: HttpScope;
  readonly #request: SentRequest;
  /** The request, dropped once it is sent, because a stream lasts much longer. */
  #unsent: PreparedRequest | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #connection: HeldConnection | undefined;
  #body: SentBody | undefined;
  #sink: BodySink | undefined;
  #early: Buffer[] | undefined;
  #earlyBytes = 0;
  #replaying = false;
  #ended = false;
  #failure: PlugboardError | undefined;
  #settled = false;
  #reused = false;
  #answered = false;
  #headersSeen = false;
  #informational = 0;
  #paused = false;
  #mayPause = true;
  #cancelTimer: (() => void) | undefined;
  #promise: { resolve(response: Response): void; reject(error: PlugboardError): void } | undefined;

  constructor(sent: SentRequest, request: PreparedRequest) {
    this.#scope = sent.scope;
    this.#request = sent;
    this.#unsent = request;
  }

  get waiting(): boolean {
    return !this.#settled;
  }

  /** Sends the request. Settles with the headers of the response. */
  send(): Promise<Response> {
    const { transport } = this.#scope;
    const { target, method } = this.#request;
    const { headers = {}, body } = this.#unsent ?? {};
    this.#unsent = undefined;
    // The table belongs to this request alone, so it may be changed.
    if (body?.length !== undefined) headers['content-length'] = String(body.length);
    return new Promise((resolve, reject) => {
      this.#promise = { resolve, reject };
      this.#scope.signal?.subscribe(this);
      // undici's own clients ask for the next piece once the socket has written this one. A dispatcher of the caller
      // may collect pieces.
      this.#body = body === undefined ? undefined : openBody(body, transport.own, () => this.#startTimer());
      const options: WaitingDispatchOptions = {
        origin: target.origin,
        path: target.path,
        method,
        headers,
        // undici accepts async iterables (https://github.com/nodejs/undici/pull/1202), but its types leave them out.
        body: (this.#body?.data ?? null) as Exclude<Dispatcher.DispatchOptions['body'], undefined>,
        [connectionWaiter]: this,
      };
      try {
        transport.dispatcher.dispatch(options, this);
      } catch (error) {
        // undici's own dispatchers report to the handler. A dispatcher of the caller may throw.
        this.#break(error);
      }
    });
  }

  /** Passes the body to the sink, beginning with what has arrived already. */
  read(sink: BodySink): void {
    const failure = this.#failure;
    this.#sink = sink;
    this.#replaying = true;
    const early = this.#early;
    this.#early = undefined;
    for (const chunk of early ?? []) {
      sink.data(chunk);
      if (this.#failure !== failure) break;
    }
    this.#replaying = false;
    if (this.#failure !== failure) return;
    if (failure !== undefined) sink.fail(failure, false);
    else if (this.#ended) sink.end();
    else if (this.#paused) this.resume();
  }

  /** Another sink takes the rest of the body, unless nobody wants it any more. */
  handOver(from: BodySink, to: BodySink): void {
    if (this.#sink === from) this.#sink = to;
  }

  pause(): void {
    if (this.#paused || this.#settled || !this.#mayPause) return;
    this.#paused = true;
    this.#controller?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (!this.#settled) this.#controller?.resume();
  }

  onConnection(connection: HeldConnection): void {
    this.#connection = connection;
  }

  /**
   * Sets whether the response keeps the process alive. After its end, the connection may belong to another exchange.
   */
  setReferenced(referenced: boolean): void {
    if (!this.#settled) this.#connection?.setReferenced(referenced);
  }

  /** Ends the exchange and closes its socket. `dropWaiting`: data that were read but not consumed are useless now. */
  abort(error: PlugboardError, dropWaiting = false): void {
    if (!this.#settle()) {
      // The response has ended, but the sink is still getting what arrived before it.
      if (this.#replaying) this.#fail(error, dropWaiting);
      return;
    }
    this.#fail(error, dropWaiting);
    if (this.#controller === undefined) this.#scope.transport.abandonConnects(this.#request.target.origin);
    else this.#controller.abort(new Error('aborted'));
  }

  /**
   * Reads and drops the rest within {@link limits}, even if the call ends, so that the connection can be used again.
   */
  drain(): void {
    if (this.#settled) return;
    this.#scope.signal?.unsubscribe(this);
    const stop = (): void =>
      this.abort(new PlugboardError('aborted', 'The answer is complete; the rest of the stream was cut off.'));
    this.#sink = droppedBody(limits.drained, stop);
    this.#cancelTimer = this.#scope.clock.schedule(limits.drainedMs, stop, true);
    this.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) {
      controller.abort(new Error('aborted'));
      return;
    }
    this.#reused = this.#connection?.begin() === true;
    if (this.#body?.streamed !== true) this.#startTimer();
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#settled) return;
    if (status < 200) {
      this.#informational += 1;
      if (this.#informational > limits.informational) this.abort(tooManyInformational(this.#scope, this.#request));
      return;
    }
    this.#headersSeen = true;
    if (this.#body?.streamed === false) this.#body = undefined;
    this.#stopTimer();
    const response = toResponse(status, headers);
    // On a connection without core's guard against resets, pausing a body that ends with its connection could end the
    // process.
    this.#mayPause = this.#scope.transport.own || keepsAlive(response);
    // undici would keep these as long as the response, but they are parsed by now.
    controller.rawHeaders = null;
    this.#promise?.resolve(response);
    this.#promise = undefined;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    if (this.#sink !== undefined) {
      this.#sink.data(chunk);
      return;
    }
    (this.#early ??= []).push(chunk);
    this.#earlyBytes += chunk.length;
    // Handling the headers may have to wait for a cookie file, so the service has to wait too.
    if (this.#earlyBytes >= limits.early) this.pause();
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    this.#ended = true;
    this.#sink?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#break(error);
  }

  onCancel(reason: PlugboardError): void {
    const sink = this.#sink;
    if (reason !== answerComplete || sink === undefined) return this.abort(reason, true);
    this.drain();
    sink.fail(reason, true);
  }

  #break(error: unknown): void {
    if (!this.#settle()) return;
    this.#fail(this.#toError(error), false);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#stopTimer();
    this.#scope.signal?.unsubscribe(this);
    this.#connection?.release(this);
    this.#body?.stop();
    return true;
  }

  #fail(error: PlugboardError, dropWaiting: boolean): void {
    this.#failure = error;
    this.#promise?.reject(error);
    this.#promise = undefined;
    this.#sink?.fail(error, dropWaiting);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #startTimer(): void {
    if (this.#settled || this.#headersSeen) return;
    this.#stopTimer();
    const { timeouts, clock } = this.#scope;
    const limitMs = (this.#request.phase === 'chat' ? timeouts.chatHeaders : undefined) ?? timeouts.headers;
    const onTime = (): void => {
      this.#cancelTimer = expireAfterInput(() => this.abort(noHeaders(this.#scope, this.#request, limitMs)));
    };
    this.#cancelTimer = clock.schedule(limitMs, onTime, true);
  }

  #toError(raw: unknown): PlugboardError {
    const source = this.#body?.failure();
    if (source !== undefined) return sourceError(source.error, this.#request.phase);
    const progress = {
      started: this.#controller !== undefined,
      reused: this.#reused,
      answered: this.#answered,
      inBody: this.#headersSeen,
      delivered: this.#sink?.delivered ?? false,
    };
    const error = networkError(raw, progress, this.#scope, this.#request);
    if (retryHintOf(error) === 'fresh-connection') this.#scope.transport.renew();
    return error;
  }
}
