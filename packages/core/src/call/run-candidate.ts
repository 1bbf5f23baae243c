import { assertKind } from './support.ts';
import { raceCancel } from '../util/cancel.ts';
import type { PlugboardError, Attempt } from '../errors/plugboard-error.ts';
import type { Phase } from '../errors/codes.ts';
import type { LoadedMedia } from '../media/media-part.ts';
import type { MediaHandle } from '../media/open-media.ts';
import type { Accepts, Model } from '../contract/model.ts';
import type { ChatRequest } from '../contract/chat-request.ts';
import type { Warning } from '../contract/provider.ts';
import { acceptsOf, assertSupported } from './assert-supported.ts';
import { decideRetry, noRetries, type RetriesUsed, type RetryPolicy, wait } from './retry.ts';
import { ProviderCall } from './provider-call.ts';
import type { HttpScope } from '../http/http-scope.ts';
import type { CallScope } from './call-scope.ts';
import { saidIn, type ParsedRequest } from './parsed-request.ts';
import { explainFailure, type FailureContext } from './explain-failure.ts';
import { GuardedStream } from '../stream/guarded-stream.ts';
import type { CallServices, CallTimeouts, Instance, Semaphore } from './instance-pool.ts';
import { prepareMessages } from './prepare-messages.ts';
import { loadFiles, uploadMedia, type UploadRound } from './upload-media.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { beginTrace, type Trace } from './observability.ts';
import type { UnsupportedMode } from '../contract/define-provider.ts';

/** One call on its way, as all of its candidates share it. */
export interface RunningCall {
  readonly services: CallServices;
  readonly request: ParsedRequest;
  readonly scope: CallScope;
  readonly timeouts: CallTimeouts;
  readonly policy: RetryPolicy;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** What becomes of a parameter that a provider does not accept; `undefined`: as the instance or the client says. */
  readonly unsupported: UnsupportedMode | undefined;
  readonly onProgress: UploadRound['onProgress'];
  /** Whether the answer is kept while it is handed out. */
  readonly keepsAnswer: boolean;
  readonly attempts: Attempt[];
  /** What each file turned out to be, once it was looked at. */
  readonly loaded: Map<MediaHandle, LoadedMedia>;
  /** Set when somebody listens to the tracing channels. */
  readonly trace: Trace | undefined;
  readonly warn: (warning: string | Warning) => void;
}

/** A stream whose first content is here. */
export interface CommittedStream {
  readonly stream: GuardedStream;
  /** Holds a slot until the stream ends. */
  readonly slots: Semaphore;
  /** The id of the plugin that answers. */
  readonly plugin: string;
}

/** Tries one candidate until its first content; the only loop that retries. */
export async function runCandidate(call: RunningCall, instance: Instance, model: string): Promise<CommittedStream> {
  const { services, scope } = call;
  const run = new CandidateRun(call, instance, model);
  run.assertSupported();
  if (run.hasFiles) await run.load();
  const { slots } = instance;
  if (!slots.tryAcquire()) await slots.acquire(scope.signal);
  try {
    let used = noRetries;
    for (;;) {
      try {
        return await run.attempt(used);
      } catch (error) {
        const failure = failureOf(call, error, scope.phase);
        const decision =
          scope.reason !== undefined || !run.canRetry
            ? undefined
            : decideRetry(failure, used, call.policy, scope.remainingMs, services.random);
        if (decision === undefined) throw failure;
        used = decision.used;
        services.log.debug('plugboard: retrying after a failure', {
          provider: instance.id,
          code: failure.code,
          waitMs: Math.round(decision.waitMs),
        });
        if (decision.waitMs > 0) await wait(services.clock, decision.waitMs, scope.signal);
      }
    }
  } catch (error) {
    slots.release();
    throw error;
  }
}

/** Why a try failed: what ended the call goes before what followed from it. */
export function failureOf({ scope }: Pick<RunningCall, 'scope'>, error: unknown, phase: Phase): PlugboardError {
  return scope.reason ?? normalizeThrown(error, phase);
}

/** Of all calls without files; nothing is ever added. */
const noReferences = new Map<MediaHandle, string>();

class CandidateRun {
  readonly #call: RunningCall;
  readonly #instance: Instance;
  readonly #model: string;
  readonly #references: Map<MediaHandle, string>;
  /** As the candidate takes it. */
  #request: ParsedRequest;
  /** Of the provider, with what the model has otherwise. */
  #accepts: Accepts = {};
  /** Kinds of media that the model takes; `undefined`: unknown. */
  #input: Model['input'];

  constructor(call: RunningCall, instance: Instance, model: string) {
    this.#call = call;
    this.#instance = instance;
    this.#model = model;
    this.#request = call.request;
    this.#references = this.hasFiles ? new Map<MediaHandle, string>() : noReferences;
  }

  /** Refuses what the candidate does not understand, before a byte is read or sent. */
  assertSupported(): void {
    const { request, services, unsupported } = this.#call;
    const { id, plugin, provider } = this.#instance;
    const model = services.modelOf(id, this.#model);
    this.#input = model?.input;
    this.#accepts = acceptsOf(provider, model);
    this.#request = assertSupported(request, {
      plugin,
      accepts: this.#accepts,
      input: this.#input,
      mode: unsupported ?? this.#instance.unsupported ?? services.unsupported,
      warn: (message) => this.#call.warn(`${id}/${this.#model}: ${message}`),
    });
  }

  /** Whether there is anything to {@link load}. */
  get hasFiles(): boolean {
    return this.#call.request.media.length > 0;
  }

  /** Looks at the files: their kinds are known now, so the model may still refuse one. */
  async load(): Promise<void> {
    const { request, scope, loaded } = this.#call;
    for (const [{ media: file, place }, media] of await raceCancel(loadFiles(request), scope.signal)) {
      assertKind(media.kind, file.label, this.#input, place);
      loaded.set(file, media);
    }
  }

  /** False once a source that can be read only once has been read and is needed again. */
  get canRetry(): boolean {
    return [...this.#call.loaded].every(([file, media]) => this.#references.has(file) || media.readable);
  }

  /** Uploads what is missing, begins the stream and waits for its first content. */
  async attempt(used: RetriesUsed): Promise<CommittedStream> {
    const { services, attempts, scope } = this.#call;
    const begin = services.clock.monotonic();
    scope.phase = 'setup';
    const trace = beginTrace('attempt', () => ({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': this.#instance.plugin,
      'gen_ai.request.model': services.redactor.clean(this.#model),
      'plugboard.provider.id': this.#instance.id,
      'plugboard.attempt.number': attempts.length + 1,
    }));
    const record = (failure?: PlugboardError): void => {
      const phase = failure?.phase ?? scope.phase;
      attempts.push({
        provider: this.#instance.id,
        model: this.#model,
        phase,
        durationMs: services.clock.monotonic() - begin,
        ...(failure !== undefined && { code: failure.code }),
        ...(failure?.status !== undefined && { status: failure.status }),
      });
      trace?.set({ 'plugboard.attempt.phase': phase });
      if (failure === undefined) trace?.end();
      else trace?.fail(explainFailure(failure, this.#failureContext));
    };
    try {
      const answer = await (trace === undefined ? this.#try(used) : trace.run(() => this.#try(used)));
      record();
      return answer;
    } catch (error) {
      const failure = failureOf(this.#call, error, scope.phase);
      record(failure);
      throw failure;
    }
  }

  get #failureContext(): FailureContext {
    const { services, scope } = this.#call;
    const { redactor } = services;
    const { id: provider } = this.#instance;
    return { provider, model: this.#model, attempts: [], partialText: undefined, redactor, ended: scope.reason };
  }

  #try(used: RetriesUsed): Promise<CommittedStream> {
    const { provider } = this.#instance;
    if (provider.upload === undefined || this.#call.loaded.size === this.#references.size) return this.#stream();
    return this.#upload(provider.upload.bind(provider), used).then(() => this.#stream());
  }

  async #upload(upload: UploadRound['upload'], used: RetriesUsed): Promise<void> {
    const { services, request, loaded, scope, timeouts, policy, headers, onProgress } = this.#call;
    scope.phase = 'upload';
    const round: UploadRound = {
      services,
      provider: this.#instance.id,
      upload,
      signal: scope.signal,
      timeouts,
      headers,
      onProgress,
      ...observersOf(this.#call),
      mayRetry: (failure) => decideRetry(failure, used, policy, scope.remainingMs, () => 0) !== undefined,
      warn: this.#call.warn,
    };
    await uploadMedia(round, request.media, loaded, this.#references);
  }

  async #stream(): Promise<CommittedStream> {
    const { services, scope, timeouts, headers, loaded } = this.#call;
    const request = this.#request;
    scope.phase = 'chat';
    const { id, plugin, provider } = this.#instance;
    const stream = new GuardedStream(services.clock, timeouts, scope.signal, this.#call.keepsAnswer);
    const http = services.http(id, {
      signal: stream.signal,
      activity: stream.timers,
      timeouts,
      headers,
      ...observersOf(this.#call),
    });
    const call = new ProviderCall(services.clock, stream.signal, http, this.#call.warn);
    const chatRequest: ChatRequest = {
      model: this.#model,
      messages: prepareMessages(request, loaded, this.#references, {
        plugin,
        model: this.#model,
        accepts: this.#accepts,
        onLeftOut: (pieces) => {
          const message = 'plugboard: thoughts and signatures of another provider or model are left out of a request';
          services.log.debug(message, { provider: id, model: this.#model, pieces });
        },
      }),
      stream: request.stream,
      parameters: request.parameters,
      extra: { ...request.providerOptions[plugin] },
      ...(request.tools !== undefined && { tools: request.tools }),
      ...(request.toolChoice !== undefined && { tool_choice: request.toolChoice }),
      ...(request.responseFormat !== undefined && { response_format: request.responseFormat }),
    };
    stream.start(provider.stream(chatRequest, call));
    const { slots } = this.#instance;
    await stream.commit();
    return { stream, slots, plugin };
  }
}

type CallObservers = { readonly [Name in 'onPhase' | 'onResponse' | 'requestText']: NonNullable<HttpScope[Name]> };

/** What an `Http` tells and asks. Apart, so that no more of the call is kept than these need: a stream lasts much longer. */
function observersOf({ request, scope }: RunningCall): CallObservers {
  return {
    /** A token may be loaded on the way to an upload or a chat. */
    onPhase: (phase) => {
      scope.phase = phase;
    },
    onResponse: (phase, response, url) => {
      if (phase === 'chat') scope.response = { response, url };
    },
    requestText: () => saidIn(request),
  };
}
