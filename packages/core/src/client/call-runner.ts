import { CallScope } from '../call/call-scope.ts';
import type { AnswerStream } from '../call/answer-stream.ts';
import type { Draft } from '../call/draft.ts';
import type { CallServices } from '../call/instance.ts';
import type { InstancePool } from '../call/instance-pool.ts';
import { runCall } from '../call/run-call.ts';
import { explainFailure } from '../call/explain-failure.ts';
import { providerFault } from '../call/guarded-stream.ts';
import type { CompleteClock } from '../clock/clock.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';
import { HttpClient } from '../http/http-client.ts';
import type { Transport } from '../http/transport.ts';
import type { Model } from '../plugins/model.ts';
import type { Resolution } from '../routing/resolution.ts';
import { modelInput } from '../routing/model-input.ts';
import type { ClientSettings } from './client-settings.ts';
import { milliseconds, repeats } from './read-settings.ts';
import type { RequestOptions } from './request-options.ts';
import type { ClientRuntime } from './runtime.ts';
import type { AnswerHead } from './to-chunk.ts';

/** What a call runner is made of. */
export interface CallRunnerParts {
  readonly settings: ClientSettings;
  readonly transport: Transport;
  readonly instances: InstancePool;
  readonly redactor: Redactor;
  readonly clock: CompleteClock;
  readonly random: () => number;
}

/** Runs the calls of one client. */
export class CallRunner implements ClientRuntime {
  readonly #parts: CallRunnerParts;
  readonly #services: CallServices;
  readonly #running = new Set<CallScope>();
  #closed = false;

  constructor(parts: CallRunnerParts) {
    this.#parts = parts;
    this.#services = this.#createServices();
  }

  async start(draft: Draft, resolution: Resolution, options: RequestOptions): Promise<AnswerStream> {
    const { settings } = this.#parts;
    const { maxRetries, duplicateOk } = settings.retry;
    const total = options.timeout === undefined ? settings.timeouts.total : milliseconds('timeout', options.timeout);
    const policy = {
      maxRetries: options.maxRetries === undefined ? maxRetries : repeats('maxRetries', options.maxRetries),
      duplicateOk,
    };
    const warnings: string[] = [];
    const scope = this.#open(total, options.signal);
    try {
      return await runCall(
        {
          services: this.#services,
          draft,
          scope,
          policy,
          headers: options.headers,
          onProgress: options.onProgress,
          attempts: [],
          warn: (message) => warnings.push(this.#parts.redactor.clean(message)),
        },
        resolution,
        warnings,
      );
    } catch (error) {
      scope.end();
      throw error;
    }
  }

  head({ resolution }: AnswerStream, includeUsage: boolean): AnswerHead {
    const { clock, random } = this.#parts;
    return {
      id: `chatcmpl-${idPart(random)}${idPart(random)}`,
      created: Math.floor(clock.now() / 1000),
      model: resolution.model,
      provider: resolution.provider,
      includeUsage,
    };
  }

  async listModels(provider: string): Promise<readonly Model[] | undefined> {
    const scope = this.#open(this.#parts.settings.timeouts.total, undefined);
    try {
      const instance = await this.#services.instance(provider);
      if (instance.provider.listModels === undefined) return undefined;
      const http = this.#services.http(provider, { signal: scope.signal });
      return await instance.provider.listModels({
        signal: scope.signal,
        http,
        warn: (message) => this.#services.log.warn(message),
      });
    } catch (error) {
      const failure = scope.reason ?? (PlugboardError.isInstance(error) ? error : providerFault(error));
      throw explainFailure(failure, {
        provider,
        model: undefined,
        attempts: [],
        partialText: undefined,
        redactor: this.#parts.redactor,
      });
    } finally {
      scope.end();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const scope of this.#running) scope.abort(clientClosed());
    await this.#parts.instances.close();
    await this.#parts.transport.close();
  }

  #open(totalMs: number, signal: AbortSignal | undefined): CallScope {
    if (this.#closed) throw clientClosed();
    const scope = new CallScope(this.#parts.clock, totalMs, signal, (ended) => this.#running.delete(ended));
    if (scope.reason === undefined) this.#running.add(scope);
    return scope;
  }

  #createServices(): CallServices {
    const { settings, transport, instances, redactor, clock, random } = this.#parts;
    const { timeouts, retry, logger: log, registry } = settings;
    const services: CallServices = {
      clock,
      random,
      redactor,
      log,
      timeouts,
      retry,
      instance: (id) => instances.get(id, services),
      inputOf: (provider, model) => modelInput(registry.table, provider, model),
      http: (provider, bound) => new HttpClient({ transport, clock, redactor, log, timeouts, provider, ...bound }),
    };
    return services;
  }
}

/** What calls of a closed client end with. */
export function clientClosed(): PlugboardError {
  return new PlugboardError('closed', 'The client is closed. Make a new Client().');
}

function idPart(random: () => number): string {
  return Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
}
