import { Refusal, type EmulatorServer, type Service, type Switchboard } from '@plugboard/emulator-kit';
import { answerAuth, type RekaSite } from './auth-routes.ts';
import { answerCompletions, answerGenerations } from './completions.ts';
import { invalid, type Exchange } from './exchange.ts';
import { answerModels } from './models-route.ts';
import type { RekaPhase, RekaScenario } from './scenario.ts';
import type { Sessions } from './sessions.ts';
import { answerUpload, type FileStore } from './upload-route.ts';
import { answerOldChat, answerWebChat } from './web-chat.ts';

/** What all routes of one emulator share. */
export interface RouteOptions {
  readonly server: EmulatorServer<RekaPhase | 'other'>;
  readonly switches: Switchboard<RekaScenario>;
  readonly sessions: Sessions;
  readonly apiKey: string;
  readonly delayMs: number;
  readonly site: RekaSite;
}

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

/** Sends each request to its route. */
export class Routes implements Service<RekaPhase | 'other'> {
  readonly files: FileStore = new Map();
  readonly counts: Readonly<Record<RekaPhase | 'other', number>> = { auth: 0, upload: 0, chat: 0, models: 0, other: 0 };
  readonly credentials: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'proxy-authorization']);
  readonly maxJsonBytes: number = 64 * 1024 * 1024;
  readonly #options: RouteOptions;

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  phaseOf(path: string): RekaPhase | 'other' {
    return path.startsWith('/bff/auth/') ? 'auth' : (phases[path] ?? 'other');
  }

  tooLarge(): Refusal {
    return new Refusal(413, { detail: 'Request body too large' });
  }

  notJson(): Refusal {
    return invalid(['body'], 'JSON decode error', 'json_invalid');
  }

  faultBody(status: number): unknown {
    return { detail: status === 500 ? 'The emulator itself failed.' : `The emulator was told to answer ${status}.` };
  }

  async route(exchange: Exchange): Promise<void> {
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
        return answerCompletions(exchange, switches.take('chat'), this.#options.server.now(), delayMs);
      case 'POST /bff/chat':
        // The anonymous chat of 2025 required a proof against abuse in each request, which should not be imitated.
        throw new Refusal(501, { detail: 'The anonymous chat is not emulated' });
      case 'GET /v1/models':
      case 'GET /models':
        this.#needKey(exchange);
        return answerModels(exchange, switches.take('models'), this.#options.server.now());
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

  /** Accepts either header, as the service does. */
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
