import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAuth, type RekaSite } from './auth-routes.ts';
import { answerCompletions, answerGenerations } from './completions.ts';
import { Exchange, Refusal, type RekaRequest } from './exchange.ts';
import { answerModels } from './models-route.ts';
import type { RekaPhase } from './scenario.ts';
import type { Sessions } from './sessions.ts';
import type { Switchboard } from './switchboard.ts';
import { answerUpload, type FileStore } from './upload-route.ts';
import { answerOldChat, answerWebChat } from './web-chat.ts';

/** What the routes of one emulator share. */
export interface RouteOptions {
  now(): number;
  /** Waits; the signal ends it early. */
  wait(milliseconds: number, signal: AbortSignal): Promise<unknown>;
  readonly switches: Switchboard;
  readonly sessions: Sessions;
  readonly apiKey: string;
  readonly delayMs: number;
  readonly site: RekaSite;
}

const keptRequests = 10_000;

const phases: Readonly<Record<string, RekaPhase>> = {
  '/u/login': 'auth',
  '/auth/login': 'auth',
  '/sign-in': 'auth',
  '/api/upload-image': 'upload',
  '/api/chat': 'chat',
  '/v1/chat/completions': 'chat',
  '/v1/chat': 'chat',
  '/chat': 'chat',
  '/v1/models': 'models',
  '/models': 'models',
};

/** Sends each request to its route and keeps the record. */
export class Routes {
  readonly files: FileStore = new Map();
  readonly requests: RekaRequest[] = [];
  readonly counts: Record<RekaPhase | 'other', number> = { auth: 0, upload: 0, chat: 0, models: 0, other: 0 };
  readonly #options: RouteOptions;
  readonly #closing = new AbortController();

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  /** Ends all waiting. */
  stop(): void {
    this.#closing.abort();
  }

  /** Answers one request; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(request, response, phaseOf, this.#options.now(), (milliseconds) =>
      this.#pause(milliseconds),
    );
    this.requests.push(exchange.record);
    if (this.requests.length > keptRequests) this.requests.shift();
    this.counts[exchange.record.phase]++;
    try {
      await this.#route(exchange);
    } catch (error) {
      // Anything but a refusal is a fault of the emulator or a connection that broke under it.
      if (error instanceof Refusal) exchange.refuse(error.fault);
      else if (response.headersSent) response.destroy();
      else exchange.refuse({ status: 500, body: { detail: 'The emulator itself failed.' } });
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    await this.#options.wait(milliseconds, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async #route(exchange: Exchange): Promise<void> {
    const { switches, sessions, delayMs, site } = this.#options;
    const { movedTo } = switches.peek('auth');
    if (movedTo !== undefined && isWebSession(exchange.path)) {
      throw new Refusal(301, '', { location: `${movedTo}${exchange.path}` });
    }
    const method = `${exchange.request.method} ${exchange.path}`;
    if (exchange.record.phase === 'auth') return answerAuth(exchange, switches.take('auth'), sessions, site);
    switch (method) {
      case 'POST /api/upload-image':
        this.#needToken(exchange);
        return answerUpload(exchange, switches.take('upload'), sessions.subject, this.files);
      case 'POST /api/chat':
        this.#needToken(exchange);
        return answerWebChat(exchange, switches.take('chat'), this.files, delayMs);
      case 'POST /chat':
        this.#needKey(exchange);
        return answerOldChat(exchange, switches.take('chat'), delayMs);
      case 'POST /v1/chat':
        this.#needKey(exchange);
        return answerGenerations(exchange, switches.take('chat'), delayMs);
      case 'POST /v1/chat/completions':
        this.#needKey(exchange);
        return answerCompletions(exchange, switches.take('chat'), this.#options.now(), delayMs);
      case 'POST /bff/chat':
        // The anonymous chat of 2025 wanted proof against abuse in each request, which is not to be imitated.
        throw new Refusal(501, { detail: 'The anonymous chat is not emulated' });
      case 'GET /v1/models':
      case 'GET /models':
        this.#needKey(exchange);
        return answerModels(exchange, switches.take('models'), this.#options.now());
      default:
        throw new Refusal(exchange.record.phase === 'other' ? 404 : 405, {
          detail: exchange.record.phase === 'other' ? 'Not Found' : 'Method Not Allowed',
        });
    }
  }

  #needToken(exchange: Exchange): void {
    if (!this.#options.sessions.hasToken(exchange.header('authorization'))) {
      throw new Refusal(401, { detail: 'Could not validate credentials' }, { 'www-authenticate': 'Bearer' });
    }
  }

  /** Either header is taken, as the service does. */
  #needKey(exchange: Exchange): void {
    const bearer = /^bearer\s+(.*)$/i.exec(exchange.header('authorization') ?? '')?.[1];
    const given = [bearer, exchange.header('x-api-key')].map((key) => key?.trim());
    if (given.includes(this.#options.apiKey)) return;
    throw new Refusal(401, { error: { type: 'authentication_error', message: 'Invalid or missing API key' } });
  }
}

function isWebSession(path: string): boolean {
  return /^\/(?:bff|api|auth|u|sign-in)(?:\/|$)/.test(path);
}

function phaseOf(path: string): RekaPhase | 'other' {
  return path.startsWith('/bff/auth/') ? 'auth' : (phases[path] ?? 'other');
}
