import type { Client, CompletionUsage } from '@plugboard/core';
import type { Admission, Admissions } from './access/key-usage.ts';
import type { KeyHolder, Keyring } from './access/keyring.ts';
import { ClientLeft } from './body/read-body.ts';
import type { TempFolder } from './body/temp-folder.ts';
import type { KeyLimits } from './gateway-options.ts';
import type { Exchange, ReplyHeaders, ReplyStream } from './exchange/exchange.ts';
import type { FileStore } from './files/file-store.ts';
import type { AccessEntry, LeaveMoment } from './operation/access-entry.ts';
import type { Metrics } from './operation/metrics.ts';
import type { Settings } from './settings.ts';
import { toErrorReply, type ErrorReply } from './wire/errors.ts';

/** What all requests of a gateway share. */
export interface Services {
  readonly client: Client;
  readonly settings: Settings;
  readonly keyring: Keyring | undefined;
  /** Whether everybody who reaches the gateway is served. */
  readonly isOpen: boolean;
  readonly admissions: Admissions;
  readonly temp: TempFolder;
  readonly files: FileStore;
  readonly metrics: Metrics;
  readonly accessLog: ((entry: AccessEntry) => void) | undefined;
  readonly onFault: ((error: unknown, requestId: string) => void) | undefined;
  /** Whether the gateway no longer accepts requests. */
  isClosing(): boolean;
}

/** Facts about the answer, for log and metrics. */
type Facts = { -readonly [Name in 'provider' | 'model' | 'stream' | 'receivedBytes']?: AccessEntry[Name] };

/** One request from its head to the end of its reply. */
export class RequestContext {
  readonly services: Services;
  readonly exchange: Exchange;
  readonly requestId: string;
  readonly facts: Facts = {};
  /** The owner of the key; `undefined` without keys. */
  holder: KeyHolder | undefined;
  /** Headers of every reply: the id of the request, and what a browser needs. */
  headers: ReplyHeaders;
  #admission: Admission | undefined;
  readonly #controller = new AbortController();
  readonly #time = Date.now();
  readonly #started = performance.now();
  #abortedFor: Error | undefined;
  #route = 'other';
  #moment: LeaveMoment = 'body';
  #left: LeaveMoment | undefined;
  #status: number | undefined;
  #code: string | undefined;
  #usage: CompletionUsage | undefined;
  #firstContentMs: number | undefined;
  #onEnd: (() => void) | undefined;

  constructor(services: Services, exchange: Exchange, requestId: string) {
    this.services = services;
    this.exchange = exchange;
    this.requestId = requestId;
    this.headers = { 'x-request-id': requestId };
    exchange.onOver((how) => this.#over(how));
  }

  /** Fires when the client leaves, and when the gateway ends the request. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the client is gone, so that no reply is needed. */
  get hasLeft(): boolean {
    return this.#left !== undefined;
  }

  /** Whether the head of the reply is on its way. */
  get hasBegun(): boolean {
    return this.#status !== undefined;
  }

  /** Begins to count, under the path as documented. */
  begin(route: string): void {
    this.#route = route;
    this.services.metrics.begin(route);
  }

  /** Counts the request for its key. Rejects with a refusal if the key has reached a limit. */
  async admit(key: string, limits: KeyLimits): Promise<void> {
    const admission = await this.services.admissions.admit(key, limits);
    if (!this.hasLeft) {
      this.#admission = admission;
      return;
    }
    // The request is over, so nothing else would release it.
    admission.release();
    throw new ClientLeft();
  }

  /** The body has been read. From now on the request waits for the answer. */
  bodyRead(bytes: number): void {
    this.facts.receivedBytes = bytes;
    this.#moment = 'before-content';
  }

  /** The first content of the answer is here. */
  contentBegins(provider: string, model: string): void {
    this.facts.provider = provider;
    this.facts.model = model;
    this.#moment = 'answer';
    this.#firstContentMs = performance.now() - this.#started;
  }

  /** Counts the tokens that the service reported. */
  useTokens(usage: CompletionUsage): void {
    this.#usage = usage;
    this.#admission?.useTokens(usage.total_tokens);
  }

  /** Sends a whole reply. */
  send(status: number, headers: ReplyHeaders, body: string | Buffer): void {
    this.#status = status;
    this.exchange.send(status, { ...this.headers, ...this.#admission?.headers, ...headers }, body);
  }

  sendJson(status: number, value: object, headers: ReplyHeaders = {}): void {
    this.send(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value));
  }

  /** Sends the head of a reply in pieces. */
  beginStream(headers: ReplyHeaders): ReplyStream {
    this.#status = 200;
    return this.exchange.begin(200, { ...this.headers, ...this.#admission?.headers, ...headers });
  }

  /** Notes a failure, and returns it as the client gets it. */
  fail(error: unknown): ErrorReply {
    const reply = toErrorReply(this.#abortedFor ?? error, this.services.settings.additions);
    const { code, provider, model } = reply.error;
    this.#code = code;
    if (typeof provider === 'string') this.facts.provider ??= provider;
    if (typeof model === 'string') this.facts.model ??= model;
    if (code === 'internal_error') this.services.onFault?.(error, this.requestId);
    return reply;
  }

  /** Ends the request on the side of the gateway. The client gets the reason. */
  abort(reason: Error): void {
    this.#abortedFor ??= reason;
    this.#controller.abort(reason);
  }

  /** Runs once the request is over, whether the client has its reply or has left. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  #over(how: 'whole' | 'left'): void {
    if (how === 'left') {
      this.#left = this.#moment;
      this.#controller.abort(new Error('The client left.'));
    }
    this.#admission?.release();
    const { metrics, accessLog } = this.services;
    const entry = this.#entry();
    metrics.end(entry);
    accessLog?.(entry);
    this.#onEnd?.();
  }

  #entry(): AccessEntry {
    const { provider, model, stream, receivedBytes } = this.facts;
    return {
      time: new Date(this.#time).toISOString(),
      requestId: this.requestId,
      method: this.exchange.method,
      route: this.#route,
      status: this.#status ?? 499,
      durationMs: rounded(performance.now() - this.#started),
      firstContentMs: this.#firstContentMs === undefined ? undefined : rounded(this.#firstContentMs),
      key: this.holder?.name,
      provider,
      model,
      stream,
      receivedBytes,
      promptTokens: this.#usage?.prompt_tokens,
      completionTokens: this.#usage?.completion_tokens,
      code: this.#code,
      left: this.#left,
    };
  }
}

/** Rounds to hundredths. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
