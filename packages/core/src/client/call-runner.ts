import { acceptsOf } from '../call/support.ts';
import type { ModelDescription } from './models.ts';
import { Warnings, warningText } from '../call/warnings.ts';
import type { Warning } from '../contract/provider.ts';
import type { CommittedCall } from '../call/committed-call.ts';
import { CallScope } from '../call/call-scope.ts';
import type { ParsedRequest } from '../call/parsed-request.ts';
import { explainFailure } from '../call/explain-failure.ts';
import type { CallServices, Instance } from '../call/instance.ts';
import type { InstancePool } from '../call/instance-pool.ts';
import { redactedLog } from '../call/redacted-log.ts';
import { runCall } from '../call/run-call.ts';
import { failureOf } from '../call/run-candidate.ts';
import { beginTrace, parameterAttributes, type Trace } from '../call/tracing.ts';
import { CancelController, raceCancel, SharedSignals } from '../util/cancel.ts';
import type { CompleteClock } from '../util/clock.ts';
import { holdProcess, releaseProcess } from '../util/hold-process.ts';
import { clientClosed } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';
import { HttpClient } from '../http/http-client.ts';
import { RequestTargets } from '../http/request-target.ts';
import type { Transport } from '../http/socket/transport.ts';
import type { MediaHandle, LoadedMedia } from '../media/open-media.ts';
import type { Model } from '../contract/model.ts';
import type { Registry } from '../registry/registry.ts';
import { declaredModel } from '../routing/claims.ts';
import type { Resolution } from '../contract/resolution.ts';
import { ChatStream } from './chat-stream.ts';
import { readCallSettings } from './parse/call-settings.ts';
import type { ClientSettings } from './client-settings.ts';
import type { Diagnosis } from './diagnose.ts';
import { ForgottenStreams } from './forgotten-streams.ts';
import { offeredModels } from './list-models.ts';
import type { RequestOptions } from './request-options.ts';
import type { ClientRuntime } from './runtime.ts';
import { timeoutsOf } from './timeouts.ts';
import type { CompletionHead } from '../stream/to-chunk.ts';

/** Of all calls without files; nothing is ever added. */
const noFiles = new Map<MediaHandle, LoadedMedia>();

/** What a call runner is made of. */
export interface CallRunnerParts {
  readonly settings: ClientSettings;
  readonly registry: Registry;
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
  readonly #signals = new SharedSignals();
  readonly #forgotten = new ForgottenStreams();
  readonly #closing = new CancelController();

  constructor(parts: CallRunnerParts) {
    this.#parts = parts;
    this.#services = this.#createServices();
  }

  async start(request: ParsedRequest, resolution: Resolution, options: RequestOptions): Promise<ChatStream> {
    const { settings, redactor } = this.#parts;
    const { timeouts, policy, signal, headers, unsupported, onProgress } = readCallSettings(options, settings);
    const warnings = new Warnings(redactor);
    const scope = this.#open(timeouts.total, signal);
    const trace = beginTrace('call', () => this.#traceOf(request, resolution));
    const call = {
      services: this.#services,
      request,
      scope,
      timeouts,
      policy,
      headers,
      unsupported,
      onProgress,
      attempts: [],
      loaded: request.media.length === 0 ? noFiles : new Map<MediaHandle, LoadedMedia>(),
      trace,
      warn: (warning: string | Warning) => warnings.add(warning),
    };
    const run = (): Promise<CommittedCall> => runCall(call, resolution, warnings.texts);
    holdProcess();
    try {
      const begun = this.#services.clock.monotonic();
      const committed = await (trace === undefined ? run() : trace.run(run));
      const head = this.#headOf(committed, request.includeUsage);
      if (trace !== undefined) this.#traceCommit(trace, head, committed, begun);
      const stream = new ChatStream(committed, head);
      if (request.stream) this.#forgotten.watch(stream, committed);
      return stream;
    } catch (error) {
      scope.end();
      throw error;
    } finally {
      releaseProcess();
    }
  }

  describe({ requested, provider, model }: Resolution): Promise<ModelDescription> {
    return this.#withInstance(provider, 'a description of its models', ({ plugin, provider: made, unsupported }) => ({
      requested,
      provider,
      plugin,
      model,
      input: this.#services.modelOf(provider, model)?.input,
      accepts: acceptsOf(made, this.#services.modelOf(provider, model)),
      unsupported: unsupported ?? this.#services.unsupported,
    }));
  }

  listModels(provider: string): Promise<readonly Model[] | undefined> {
    return this.#withInstance(provider, 'the list of its models', async (instance, scope) => {
      if (instance.provider.listModels === undefined) return undefined;
      scope.phase = 'models';
      const http = this.#services.http(provider, { signal: scope.signal });
      const warn = (warning: string | Warning): void => this.#services.log.warn(warningText(warning));
      const asked = Promise.resolve(instance.provider.listModels({ signal: scope.signal.abortSignal, http, warn }));
      return offeredModels(await raceCancel(asked, scope.signal));
    });
  }

  /** Uses an instance without a chat, within the time of a call. */
  async #withInstance<T>(
    provider: string,
    purpose: string,
    use: (instance: Instance, scope: CallScope) => T | Promise<T>,
  ): Promise<T> {
    const scope = this.#open(timeoutsOf(this.#parts.settings.timeouts).total, undefined);
    holdProcess();
    try {
      const found = this.#services.instance(provider, () => purpose);
      return await use(await raceCancel(Promise.resolve(found), scope.signal), scope);
    } catch (error) {
      throw explainFailure(failureOf({ scope }, error, scope.phase), {
        provider,
        model: undefined,
        attempts: [],
        partialText: undefined,
        redactor: this.#parts.redactor,
        ended: scope.reason,
      });
    } finally {
      releaseProcess();
      scope.end();
    }
  }

  async close(): Promise<void> {
    this.#closing.cancel(clientClosed());
    for (const scope of this.#running) scope.abort(clientClosed);
    await this.#parts.instances.close(this.#services);
    await this.#parts.transport.close();
  }

  #open(totalMs: number, signal: AbortSignal | undefined): CallScope {
    if (this.#closing.reason !== undefined) throw clientClosed();
    const { clock } = this.#parts;
    const onEnd = (): void => void this.#running.delete(scope);
    const scope: CallScope = new CallScope({ clock, signals: this.#signals, totalMs, signal, onEnd });
    if (scope.reason === undefined) this.#running.add(scope);
    return scope;
  }

  #headOf({ resolution, owner, requestId }: CommittedCall, includeUsage: boolean): CompletionHead {
    const { clock, random } = this.#parts;
    return {
      id: `chatcmpl-${idPart(random)}${idPart(random)}`,
      created: Math.floor(clock.now() / 1000),
      model: resolution.model,
      provider: resolution.provider,
      owner,
      requestId,
      includeUsage,
    };
  }

  #traceOf(request: ParsedRequest, { provider, model }: Resolution): Record<string, string | number | boolean> {
    return {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': this.#pluginOf(provider),
      'gen_ai.request.model': this.#parts.redactor.clean(model),
      'gen_ai.request.stream': request.stream,
      ...parameterAttributes(request.parameters),
      'plugboard.provider.id': provider,
    };
  }

  #traceCommit(
    trace: Trace,
    { id, model, provider }: CompletionHead,
    { attempts }: CommittedCall,
    begun: number,
  ): void {
    trace.set({
      // A fallback may have answered.
      'gen_ai.provider.name': this.#pluginOf(provider),
      'gen_ai.response.id': id,
      'gen_ai.response.model': this.#parts.redactor.clean(model),
      'gen_ai.response.time_to_first_chunk': (this.#services.clock.monotonic() - begun) / 1000,
      'plugboard.provider.id': provider,
      'plugboard.attempts': attempts.length,
    });
  }

  async diagnose(): Promise<Diagnosis> {
    const { diagnose } = await import('./diagnose.ts');
    return diagnose(this.#parts.settings, this.#parts.registry, this.#services);
  }

  #pluginOf(provider: string): string {
    return this.#parts.registry.table.instances.find(({ id }) => id === provider)?.plugin ?? provider;
  }

  #createServices(): CallServices {
    const { settings, registry, transport, instances, redactor, clock, random } = this.#parts;
    const { retry, logger } = settings;
    const timeouts = timeoutsOf(settings.timeouts);
    const log = redactedLog(logger, redactor);
    const targets = new RequestTargets();
    const services: CallServices = {
      clock,
      random,
      redactor,
      log,
      retry,
      instance: (id, because) => instances.get(id, services, because),
      closing: this.#closing,
      modelOf: (provider, model) => declaredModel(registry.table, provider, model),
      unsupported: settings.unsupported,
      http: (provider, bound) =>
        new HttpClient({ transport, targets, clock, redactor, log, timeouts, provider, ...bound }),
    };
    return services;
  }
}

function idPart(random: () => number): string {
  return Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
}
