import type { Exchange, Refusal, Service, Switchboard } from '@plugboard/emulator-kit';
import { invalid, refused, usualError } from './errors.ts';
import { answerFile, answerFiles, answerUpload } from './files-route.ts';
import { answerCount, answerStream, answerWhole, type GenerateContext } from './generate-route.ts';
import { answerModel, answerModels } from './models-route.ts';
import { modelNamed } from './models.ts';
import type { GeminiPhase, GeminiScenario } from './scenario.ts';

/** What all routes of one emulator share. */
export interface RouteOptions extends GenerateContext {
  readonly switches: Switchboard<GeminiScenario>;
  readonly apiKey: string;
  /** The address of the emulator. */
  url(): string;
}

/** A phase, or `other` for an unknown address. */
export type Phase = GeminiPhase | 'other';

const addresses =
  /^(?<upload>\/upload)?\/(?<version>v1|v1beta)\/(?<kind>models|files)(?:\/(?<id>[^/:]+))?(?::(?<method>\w+))?$/;

const methods: Readonly<Record<string, GeminiPhase>> = {
  generateContent: 'generate',
  streamGenerateContent: 'generate',
  countTokens: 'tokens',
};

/** Sends each request to its route. */
export class Routes implements Service<Phase> {
  readonly counts: Readonly<Record<Phase, number>> = { generate: 0, tokens: 0, files: 0, models: 0, other: 0 };
  readonly credentials: ReadonlySet<string> = new Set(['x-goog-api-key', 'authorization', 'cookie']);
  readonly maxJsonBytes: number = 100 * 1024 * 1024;
  readonly #options: RouteOptions;

  constructor(options: RouteOptions) {
    this.#options = options;
  }

  phaseOf(path: string): Phase {
    const { kind, method, id } = addresses.exec(path)?.groups ?? {};
    if (kind === 'files') return method === undefined ? 'files' : 'other';
    if (kind !== 'models') return 'other';
    if (method === undefined) return 'models';
    return id === undefined ? 'other' : (methods[method] ?? 'other');
  }

  tooLarge(): Refusal {
    return invalid(`Request payload size exceeds the limit: ${this.maxJsonBytes} bytes.`);
  }

  notJson(): Refusal {
    return invalid('Invalid JSON payload received. Unexpected end of string.');
  }

  faultBody(status: number): unknown {
    return usualError(status);
  }

  async route(exchange: Exchange<Phase>): Promise<void> {
    const { switches, files, url } = this.#options;
    const { phase } = exchange.record;
    const { version = 'v1beta', id, method, upload } = addresses.exec(exchange.path)?.groups ?? {};
    if (phase === 'other') throw refused(404, 'Requested entity was not found.');
    if (upload === undefined || !exchange.query.has('upload_id')) this.#needKey(exchange);
    if (phase === 'generate') {
      needPost(exchange);
      const model = this.#model(id, version, method);
      const taken = switches.take('generate');
      if (method === 'generateContent') return answerWhole(exchange, taken, model, this.#options);
      return answerStream(exchange, taken, model, this.#options);
    }
    if (phase === 'tokens') {
      needPost(exchange);
      if (!(await exchange.begin(switches.take('tokens')))) return;
      return answerCount(exchange, this.#model(id, version, method), this.#options);
    }
    if (phase === 'models') {
      if (!(await exchange.begin(switches.take('models')))) return;
      return id === undefined ? answerModels(exchange) : answerModel(exchange, id, version);
    }
    const taken = switches.take('files');
    if (!(await exchange.begin(taken))) return;
    if (upload !== undefined) return answerUpload(exchange, taken, files, url());
    return id === undefined ? answerFiles(exchange, files) : answerFile(exchange, files, `files/${id}`);
  }

  #model(id = '', version = '', method = ''): NonNullable<ReturnType<typeof modelNamed>> {
    const model = modelNamed(id, version);
    if (model !== undefined) return model;
    throw refused(
      404,
      `models/${id} is not found for API version ${version}, or is not supported for ${method}. Call ModelService.ListModels to see the list of available models and their supported methods.`,
    );
  }

  /** Refuses a key in the query, because it would end up in logs. The service accepts it there. */
  #needKey(exchange: Exchange): void {
    if (exchange.query.has('key')) throw invalid('The emulator takes the key in x-goog-api-key, not in the query.');
    const key = exchange.header('x-goog-api-key');
    if (key === undefined) {
      throw refused(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      );
    }
    if (key === this.#options.apiKey) return;
    throw refused(400, 'API key not valid. Please pass a valid API key.', {
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
      ],
    });
  }
}

function needPost(exchange: Exchange): void {
  if (exchange.request.method !== 'POST') throw refused(404, 'Requested entity was not found.');
}
