import { acceptsOf } from '../call/assert-supported.ts';
import type { ModelDescription } from './models.ts';
import {
  warningText,
  redactedLog,
  channels,
  Trace,
  callAttributes,
  committedAttributes,
  type TracedModel,
} from '../call/observability.ts';
import type { Warning } from '../contract/provider.ts';
import type { CommittedCall } from '../call/committed-call.ts';
import { type CallSettings, CallScope, RunningCall } from '../call/running-call.ts';
import type { ParsedRequest } from '../call/parsed-request.ts';
import { explainFailure } from '../call/explain-failure.ts';
import type { CallServices, Instance, InstancePool } from '../call/instance-pool.ts';
import { runCall } from '../call/run-call.ts';
import { failureOf } from '../call/run-candidate.ts';
import { CancelController, raceCancel, SharedSignals } from '../util/cancel.ts';
import { type CompleteClock, holdProcess, releaseProcess } from '../util/clock.ts';
import { isRecord } from '../util/is-record.ts';
import { clientClosed, PlugboardError } from '../errors/plugboard-error.ts';
import { sleep } from '../call/retry.ts';
import type { Redactor } from '../errors/redactor.ts';
import { HttpClient } from '../http/http-client.ts';
import { RequestTargets } from '../http/request-target.ts';
import type { Transport } from '../http/socket/transport.ts';
import type { Model } from '../contract/model.ts';
import type { Registry } from '../registry/registry.ts';
import { declaredModel } from '../routing/routing-table.ts';
import type { Resolution } from '../contract/resolution.ts';
import { ChatStream, ForgottenStreams } from './chat-stream.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import { readCallSettings, timeoutsOf } from './parse/call-settings.ts';
import type { ClientSettings } from './read-settings.ts';
import type { Diagnosis } from './diagnose.ts';
import type { AnswerOrigin, RequestOptions } from './chat-completions.ts';
import { type CompletionHead, completionId } from '../stream/to-completion.ts';

/** What a {@link CallRunner} needs. */
export interface CallRunnerParts {
  readonly settings: ClientSettings;
  readonly registry: Registry;
  readonly transport: Transport;
  readonly instances: InstancePool;
  readonly redactor: Redactor;
  readonly clock: CompleteClock;
  readonly random: () => number;
}

/**
 * Runs the calls of one client. Created at the first call, because it is the part that needs sockets, timers and
 * plugins.
 */
export class CallRunner {
  readonly #parts: CallRunnerParts;
  readonly #services: CallServices;
  /** The settings of a call without options. */
  readonly #defaults: CallSettings;
  readonly #running = new Set<CallScope>();
  readonly #signals = new SharedSignals();
  readonly #forgotten = new ForgottenStreams();
  readonly #closing = new CancelController();

  constructor(parts: CallRunnerParts) {
    this.#parts = parts;
    this.#services = this.#createServices();
    this.#defaults = readCallSettings({}, parts.settings);
  }

  /** Runs a call until its first content, or for its whole answer. Releases its files if it fails. */
  async start(
    request: ParsedRequest,
    resolution: Resolution,
    options: RequestOptions,
    origin: AnswerOrigin,
  ): Promise<ChatCompletion | ChatStream> {
    let scope: CallScope | undefined;
    holdProcess();
    try {
      const settings = isEmpty(options) ? this.#defaults : readCallSettings(options, this.#parts.settings);
      scope = this.#open(settings.timeouts.total, settings.signal);
      const trace = channels.call.hasSubscribers ? this.#beginTrace(request, resolution) : undefined;
      const call = new RunningCall(this.#services, request, settings, scope, trace);
      const begun = this.#services.clock.monotonic();
      const running = trace === undefined ? runCall(call, resolution) : trace.run(() => runCall(call, resolution));
      const committed = await running;
      const head = this.#headOf(committed, request);
      trace?.set(
        committedAttributes(this.#tracedModel(head), head.id, {
          attempts: committed.attempts.length,
          waitedMs: this.#services.clock.monotonic() - begun,
        }),
      );
      const stream = new ChatStream(committed, head);
      origin.response = () => stream.origin;
      if (!request.stream) return await stream.finalCompletion();
      this.#forgotten.watch(stream, committed);
      return stream;
    } catch (error) {
      for (const media of request.media) media.release();
      scope?.end();
      throw error;
    } finally {
      releaseProcess();
    }
  }

  #beginTrace(request: ParsedRequest, resolution: Resolution): Trace {
    return new Trace(channels.call, callAttributes(request, this.#tracedModel(resolution)));
  }

  /** Creates the instance that a name leads to, and describes what it accepts. */
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

  /** Asks one instance which models its service offers now. `undefined` if the provider cannot say. */
  listModels(provider: string): Promise<readonly Model[] | undefined> {
    return this.#withInstance(provider, 'the list of its models', async (instance, scope) => {
      if (instance.provider.listModels === undefined) return undefined;
      scope.phase = 'models';
      const http = this.#services.http(provider, { signal: scope.signal });
      const warn = (warning: string | Warning): void => this.#services.log.warn(warningText(warning));
      const sleepWithin = (milliseconds: number): Promise<void> =>
        sleep(this.#services.clock, milliseconds, scope.signal);
      const call = { signal: scope.signal.abortSignal, http, sleep: sleepWithin, warn };
      const asked = Promise.resolve(instance.provider.listModels(call));
      return offeredModels(await raceCancel(asked, scope.signal));
    });
  }

  /** Uses an instance for something other than a chat, within the time limit of a call. */
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

  /** Ends running calls with `closed`, then closes providers and connections. */
  async close(): Promise<void> {
    this.#closing.cancel(clientClosed());
    for (const scope of this.#running) scope.abort(clientClosed);
    await this.#parts.instances.close(this.#services);
    await this.#parts.transport.close();
  }

  readonly #forget = (scope: CallScope): void => void this.#running.delete(scope);

  #open(totalMs: number, signal: AbortSignal | undefined): CallScope {
    if (this.#closing.reason !== undefined) throw clientClosed();
    const { clock } = this.#parts;
    const scope = new CallScope({ clock, signals: this.#signals, totalMs, signal, onEnd: this.#forget });
    if (scope.reason === undefined) this.#running.add(scope);
    return scope;
  }

  #headOf(committed: CommittedCall, { includeUsage, olderCalls }: ParsedRequest): CompletionHead {
    const { resolution, plugin, requestId } = committed;
    const { clock, random } = this.#parts;
    return {
      id: completionId(random),
      created: Math.floor(clock.now() / 1000),
      model: resolution.model,
      provider: resolution.provider,
      plugin,
      requestId,
      includeUsage,
      olderCalls,
    };
  }

  #tracedModel({ provider, model }: Pick<Resolution, 'provider' | 'model'>): TracedModel {
    return { provider, plugin: this.#pluginOf(provider), model: this.#parts.redactor.clean(model) };
  }

  /** Creates every instance, and reports the outcome. */
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
    const targets = new RequestTargets((service) => redactor.allow(service));
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
      // Written out, because a spread makes a larger object.
      http: (provider, bound) =>
        new HttpClient({
          transport,
          targets,
          clock,
          redactor,
          log,
          timeouts: bound.timeouts ?? timeouts,
          provider,
          signal: bound.signal,
          activity: bound.activity,
          headers: bound.headers,
          observer: bound.observer,
        }),
    };
    return services;
  }
}

/** Whether a call has no options. False for anything but a plain object, which {@link readCallSettings} then checks. */
function isEmpty(options: RequestOptions): boolean {
  return isRecord(options) && Object.values(options).every((value) => value === undefined);
}

/** Checks and copies the models that a provider lists. Throws `protocol_error` for anything else. */
function offeredModels(offered: readonly Model[]): readonly Model[] {
  const given: unknown = offered;
  if (!Array.isArray(given)) throw fault('something that is not a list');
  return given.map((model: unknown) => {
    if (!isModel(model)) throw fault('something that is not a model');
    return { ...model };
  });
}

function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function fault(what: string): PlugboardError {
  return new PlugboardError(
    'protocol_error',
    `The provider listed ${what}. \`listModels\` must return a list of objects with an \`id\`.`,
    { phase: 'models' },
  );
}
