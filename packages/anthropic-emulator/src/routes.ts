import { randomUUID } from 'node:crypto';
import type { Exchange, PhaseSwitches, Refusal, Service, Switchboard } from '@plugboard/emulator-kit';
import { errorBody, invalid, refused } from './errors.ts';
import { answerFile, answerFiles, answerUpload } from './files-route.ts';
import { answerCount, answerMessages, type MessagesContext } from './messages-route.ts';
import { answerModel, answerModels } from './models-route.ts';
import type { ApiVersion } from './request/messages-request.ts';
import type { AnthropicPhase, AnthropicScenario } from './scenario.ts';

/** What all routes of one emulator share. */
export interface RouteOptions extends MessagesContext {
  readonly switches: Switchboard<AnthropicScenario>;
  readonly apiKey: string;
}

/** A phase, or `other` for an unknown address. */
export type Phase = AnthropicPhase | 'other';

const versions: readonly ApiVersion[] = ['2023-06-01', '2026-10-21'];
const addresses =
  /^\/v1\/(?<name>messages\/count_tokens|messages|models|files)(?:\/(?<id>[^/]+)(?<content>\/content)?)?$/;

const phases: Readonly<Record<string, AnthropicPhase>> = {
  messages: 'messages',
  'messages/count_tokens': 'tokens',
  models: 'models',
  files: 'files',
};

/** Sends each request to its route. */
export class Routes implements Service<Phase> {
  readonly counts: Readonly<Record<Phase, number>> = { messages: 0, tokens: 0, files: 0, models: 0, other: 0 };
  readonly credentials: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'cookie', 'proxy-authorization']);
  readonly maxJsonBytes: number = 32 * 1024 * 1024;
  readonly #options: RouteOptions;

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  phaseOf(path: string): Phase {
    return phases[addresses.exec(path)?.groups?.['name'] ?? ''] ?? 'other';
  }

  headers(): Record<string, string> {
    return { 'request-id': `req_01${randomUUID().replaceAll('-', '').slice(0, 22)}` };
  }

  tooLarge(): Refusal {
    return refused(413, 'Request exceeds the maximum size');
  }

  notJson(): Refusal {
    return invalid('The request body is not valid JSON');
  }

  faultBody(status: number): unknown {
    return errorBody(status, status === 529 ? 'Overloaded' : `The emulator was told to answer ${status}.`);
  }

  async route(exchange: Exchange<Phase>): Promise<void> {
    const { switches } = this.#options;
    const { phase } = exchange.record;
    if (phase === 'other') throw refused(404, 'Not found');
    this.#needKey(exchange);
    const version = versionOf(exchange);
    const { id, content } = addresses.exec(exchange.path)?.groups ?? {};
    if (phase === 'messages') {
      needPost(exchange);
      return answerMessages(exchange, switches.take('messages'), version, this.#options);
    }
    if (!(await exchange.begin(taken(switches, phase)))) return;
    if (phase === 'tokens') {
      needPost(exchange);
      return answerCount(exchange, version, this.#options);
    }
    if (phase === 'models') return id === undefined ? answerModels(exchange) : answerModel(exchange, decoded(id));
    if (id !== undefined) return answerFile(exchange, this.#options.files, decoded(id), content !== undefined);
    if (exchange.request.method === 'POST') return answerUpload(exchange, this.#options.files);
    return answerFiles(exchange, this.#options.files);
  }

  /** Accepts either header. If both are present, `x-api-key` counts, as in the service. */
  #needKey(exchange: Exchange): void {
    const bearer = /^bearer\s+(.*)$/i.exec(exchange.header('authorization') ?? '')?.[1];
    const key = exchange.header('x-api-key') ?? bearer;
    if (key === undefined) throw refused(401, 'x-api-key header is required');
    if (key !== this.#options.apiKey) throw refused(401, 'invalid x-api-key');
  }
}

function taken(switches: Switchboard<AnthropicScenario>, phase: 'tokens' | 'files' | 'models'): PhaseSwitches {
  return switches.take(phase);
}

function versionOf(exchange: Exchange): ApiVersion {
  const given = exchange.header('anthropic-version');
  if (given === undefined) throw invalid('anthropic-version: header is required');
  const version = versions.find((known) => known === given);
  if (version === undefined) throw invalid(`anthropic-version: "${given}" is not a valid version`);
  return version;
}

function needPost(exchange: Exchange): void {
  if (exchange.request.method !== 'POST') throw refused(405, 'Method not allowed');
  if (!/^application\/json\b/i.test(exchange.header('content-type') ?? '')) {
    throw invalid('content-type: application/json is required');
  }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
