import { assertKind } from './support.ts';
import { raceCancel } from '../util/cancel.ts';
import type { PlugboardError } from '../errors/plugboard-error.ts';
import type { Phase } from '../errors/codes.ts';
import type { MediaHandle } from '../media/open-media.ts';
import type { Model } from '../contract/model.ts';
import type { ChatMessage, ChatRequest } from '../contract/chat-request.ts';
import { acceptsOf, assertSupported } from './assert-supported.ts';
import { decideRetry, noRetries, type RetriesUsed, wait } from './retry.ts';
import { ProviderCall, type RunningCall } from './running-call.ts';
import type { ParsedMessage, ParsedPart, ParsedRequest } from './parsed-request.ts';
import { explainFailure } from './explain-failure.ts';
import { GuardedStream } from '../stream/guarded-stream.ts';
import type { Instance, Semaphore } from './instance-pool.ts';
import { prepareMessages } from './prepare-messages.ts';
import { loadFiles, uploadMedia, type UploadRound } from './upload-media.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { channels, Trace } from './observability.ts';

/** A stream whose first content has come. */
export interface CommittedStream {
  readonly stream: GuardedStream;
  /** The stream has one of these slots until it ends. */
  readonly slots: Semaphore;
  /** The id of the plugin that answers. */
  readonly plugin: string;
}

/** Tries one candidate until its first content. This is the only loop that retries. */
export async function runCandidate(call: RunningCall, instance: Instance, model: string): Promise<CommittedStream> {
  const { services, scope, settings } = call;
  const run = new CandidateRun(call, instance, model);
  run.assertSupported();
  if (call.request.media.length > 0) await run.load();
  const { slots, plugin } = instance;
  if (!slots.tryAcquire()) await slots.acquire(scope.signal);
  try {
    let used = noRetries;
    for (;;) {
      const begun = services.clock.monotonic();
      const trace = run.beginTrace();
      try {
        const stream = await run.attempt(used, trace);
        run.record(begun, trace, undefined);
        return { stream, slots, plugin };
      } catch (error) {
        const failure = failureOf(call, error, scope.phase);
        run.record(begun, trace, failure);
        const decision =
          scope.reason !== undefined || !run.canRetry
            ? undefined
            : decideRetry(failure, used, settings.policy, scope.remainingMs, services.random);
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

/** Why an attempt failed. If something ended the call, that is the reason, and not what followed from it. */
export function failureOf({ scope }: Pick<RunningCall, 'scope'>, error: unknown, phase: Phase): PlugboardError {
  return scope.reason ?? normalizeThrown(error, phase);
}

/** Shared by all calls without files. Nothing is ever added. */
const noReferences = new Map<MediaHandle, string>();

class CandidateRun {
  readonly #call: RunningCall;
  readonly #instance: Instance;
  readonly #model: string;
  readonly #references: Map<MediaHandle, string>;
  /** The request in the form that the candidate accepts. */
  #request: ParsedRequest;
  readonly #isText: boolean;

  constructor(call: RunningCall, instance: Instance, model: string) {
    this.#call = call;
    this.#instance = instance;
    this.#model = model;
    this.#request = call.request;
    this.#isText = call.request.messages.every(isPlain);
    this.#references = call.request.media.length > 0 ? new Map<MediaHandle, string>() : noReferences;
  }

  /** Refuses what the candidate does not accept, before a byte is read or sent. */
  assertSupported(): void {
    const { request, services, settings } = this.#call;
    const { id, plugin, provider, unsupported } = this.#instance;
    if (this.#isText && !asksForMore(request, plugin)) return;
    const declared = this.#declared;
    this.#request = assertSupported(request, {
      plugin,
      accepts: acceptsOf(provider, declared),
      input: declared?.input,
      mode: settings.unsupported ?? unsupported ?? services.unsupported,
      warn: (message) => this.#call.warn(`${id}/${this.#model}: ${message}`),
    });
  }

  get #declared(): Model | undefined {
    return this.#call.services.modelOf(this.#instance.id, this.#model);
  }

  /** Inspects the files. Only then are their kinds known, so the model may still refuse one. */
  async load(): Promise<void> {
    const { request, scope, loaded } = this.#call;
    for (const [{ media: file, place }, media] of await raceCancel(loadFiles(request), scope.signal)) {
      assertKind(media.kind, file.label, this.#declared?.input, place);
      loaded.set(file, media);
    }
  }

  /** False if a retry needs a file again that could be read only once and has been read. */
  get canRetry(): boolean {
    return [...this.#call.loaded].every(([file, media]) => this.#references.has(file) || media.readable);
  }

  /** Begins an attempt. Returns its trace, or `undefined` if nobody listens. */
  beginTrace(): Trace | undefined {
    this.#call.scope.phase = 'setup';
    if (!channels.attempt.hasSubscribers) return undefined;
    return new Trace(channels.attempt, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': this.#instance.plugin,
      'gen_ai.request.model': this.#call.services.redactor.clean(this.#model),
      'plugboard.provider.id': this.#instance.id,
      'plugboard.attempt.number': this.#call.attempts.length + 1,
    });
  }

  /** Uploads what is missing, begins the stream and waits for its first content. */
  attempt(used: RetriesUsed, trace: Trace | undefined): Promise<GuardedStream> {
    return trace === undefined ? this.#try(used) : trace.run(() => this.#try(used));
  }

  /**
   * Records an attempt that is over.
   * @param begun - When it began, by the monotonic clock.
   */
  record(begun: number, trace: Trace | undefined, failure: PlugboardError | undefined): void {
    const { services, scope } = this.#call;
    const provider = this.#instance.id;
    const model = this.#model;
    const phase = failure?.phase ?? scope.phase;
    const durationMs = services.clock.monotonic() - begun;
    if (failure === undefined) this.#call.addAttempt({ provider, model, phase, durationMs });
    else {
      const { code, status } = failure;
      this.#call.addAttempt({ provider, model, phase, durationMs, code, ...(status !== undefined && { status }) });
    }
    if (trace === undefined) return;
    trace.set({ 'plugboard.attempt.phase': phase });
    if (failure === undefined) return trace.end();
    const { redactor } = services;
    const { reason: ended } = scope;
    trace.fail(explainFailure(failure, { provider, model, attempts: [], partialText: undefined, redactor, ended }));
  }

  #try(used: RetriesUsed): Promise<GuardedStream> {
    const { provider } = this.#instance;
    if (provider.upload === undefined || this.#call.loaded.size === this.#references.size) return this.#stream();
    return this.#upload(provider.upload.bind(provider), used).then(() => this.#stream());
  }

  async #upload(upload: UploadRound['upload'], used: RetriesUsed): Promise<void> {
    const { services, request, loaded, scope, settings, warn } = this.#call;
    const { timeouts, policy, headers, onProgress } = settings;
    scope.phase = 'upload';
    const round: UploadRound = {
      services,
      provider: this.#instance.id,
      upload,
      signal: scope.signal,
      timeouts,
      headers,
      onProgress,
      observer: this.#call,
      mayRetry: (failure) => decideRetry(failure, used, policy, scope.remainingMs, () => 0) !== undefined,
      warn,
    };
    await uploadMedia(round, request.media, loaded, this.#references);
  }

  /** Begins a stream and waits for its first content. */
  #stream(): Promise<GuardedStream> {
    const { services, scope, settings } = this.#call;
    const { timeouts, headers } = settings;
    const { id, plugin, provider } = this.#instance;
    const request = this.#request;
    scope.phase = 'chat';
    // A caller that does not stream waits for the whole answer, so it must be kept.
    const keepsAnswer = settings.keepAnswer || !request.stream;
    const stream = new GuardedStream(services.clock, timeouts, scope.signal, keepsAnswer);
    const { signal, timers: activity } = stream;
    const http = services.http(id, { signal, activity, timeouts, headers, observer: this.#call });
    const call = new ProviderCall(services.clock, signal, http, this.#call.warn);
    const { tools, toolChoice, responseFormat } = request;
    const chatRequest: ChatRequest = {
      model: this.#model,
      messages: this.#isText ? request.messages.map(plainMessage) : this.#prepareMessages(),
      stream: request.stream,
      parameters: request.parameters,
      extra: { ...request.providerOptions[plugin] },
      ...(tools !== undefined && { tools }),
      ...(toolChoice !== undefined && { tool_choice: toolChoice }),
      ...(responseFormat !== undefined && { response_format: responseFormat }),
    };
    stream.start(provider.stream(chatRequest, call));
    return stream.commit();
  }

  #prepareMessages(): readonly ChatMessage[] {
    const { services, loaded } = this.#call;
    const { id, plugin, provider } = this.#instance;
    return prepareMessages(this.#request, loaded, this.#references, {
      plugin,
      model: this.#model,
      accepts: acceptsOf(provider, this.#declared),
      onLeftOut: (pieces) => {
        const message = 'plugboard: thoughts and signatures of another provider or model are left out of a request';
        services.log.debug(message, { provider: id, model: this.#model, pieces });
      },
    });
  }
}

/**
 * Whether a request has anything besides its messages that a candidate might not accept, such as parameters or tools.
 */
function asksForMore(request: ParsedRequest, plugin: string): boolean {
  const { parameters, tools, toolChoice, allowedTools, responseFormat, providerOptions } = request;
  if ((tools ?? toolChoice ?? allowedTools ?? responseFormat ?? providerOptions[plugin]) !== undefined) return true;
  return Object.keys(parameters).length > 0;
}

/** Whether a message is only text, as most are, so that nothing in it depends on the candidate. */
function isPlain(message: ParsedMessage): boolean {
  const { developer, toolCalls, otherCalls, toolCallId, reasoningDetails, fields } = message;
  if ((developer ?? toolCalls ?? otherCalls ?? toolCallId ?? reasoningDetails ?? fields) !== undefined) return false;
  return message.role !== 'tool' && message.content.every(isPlainText);
}

function isPlainText(part: ParsedPart): part is ParsedPart & { type: 'text' } {
  return part.type === 'text' && part.fields === undefined;
}

/** A copy for the provider, which may change its own lists. */
function plainMessage({ role, content }: ParsedMessage): ChatMessage {
  return { role, content: content.filter(isPlainText) };
}
