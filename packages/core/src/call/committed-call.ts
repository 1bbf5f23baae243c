import type { ChatEvent, ResponseEvent } from '../contract/chat-event.ts';
import type { Resolution } from '../contract/resolution.ts';
import { normalizeThrown } from '../errors/normalize-thrown.ts';
import { PlugboardError, type Attempt } from '../errors/plugboard-error.ts';
import { serviceText } from '../errors/quote.ts';
import type { CompletionState } from '../stream/completion-state.ts';
import type { GuardedStream, StreamOutcome, StreamOwner } from '../stream/guarded-stream.ts';
import type { Source } from '../stream/source.ts';
import { explainFailure } from './explain-failure.ts';
import type { CommittedStream } from './run-candidate.ts';
import type { RunningCall } from './running-call.ts';
import type { Semaphore } from './instance-pool.ts';

/** What a caller may see of the HTTP response that carries the answer. */
export interface HttpResponseFacts {
  /** The HTTP status. 200 for a provider that does not use HTTP. */
  readonly status: number;
  /** Whether the status means success. Always true for an answer. */
  readonly ok: boolean;
  /** The headers without cookies. Empty for a provider that does not use HTTP. */
  readonly headers: Headers;
  /** The URL without its query, where some services put keys. Empty for a provider that does not use HTTP. */
  readonly url: string;
}

/** A call whose first content has come: its events, the facts about it, and what it releases however it ends. */
export class CommittedCall implements StreamOwner {
  readonly resolution: Resolution;
  readonly attempts: readonly Attempt[];
  readonly warnings: readonly string[];
  /** The id of the plugin that answers. */
  readonly plugin: string;
  readonly #call: RunningCall;
  readonly #stream: GuardedStream;
  #outcome: StreamOutcome | undefined;
  /** Created when somebody asks for it, because few do. */
  #controller: AbortController | undefined;
  readonly #slots: Semaphore;

  constructor(call: RunningCall, committed: CommittedStream, resolution: Resolution) {
    const { stream, plugin, slots } = committed;
    this.#call = call;
    this.#stream = stream;
    this.#slots = slots;
    this.resolution = resolution;
    this.attempts = call.attempts;
    this.warnings = call.warnings;
    this.plugin = plugin;
    stream.handTo(this);
  }

  /** The events, for one reader. */
  get events(): Source<ChatEvent> {
    return this.#stream;
  }

  /** What the reader has got so far, except for the text. */
  get completion(): CompletionState {
    return this.#stream.completion;
  }

  /** What the service reported about its answer before the content. */
  get response(): ResponseEvent | undefined {
    return this.#stream.response;
  }

  /** The text so far, with revisions applied. */
  get text(): string {
    return this.#stream.text;
  }

  /** Status, headers and address of the response that carries the answer, without what identifies the account. */
  get httpResponse(): HttpResponseFacts {
    const { scope, services } = this.#call;
    if (scope.response === undefined) return { status: 200, ok: true, headers: new Headers(), url: '' };
    const { response, url } = scope.response;
    const headers = new Headers();
    for (const [name, value] of response.headers) headers.append(name, services.redactor.clean(value));
    const { status } = response;
    return {
      status,
      ok: status >= 200 && status <= 299,
      headers,
      url: services.redactor.clean(`${url.origin}${url.pathname}`),
    };
  }

  /** The service's id of the request, from the headers of the response. */
  get requestId(): string | undefined {
    const response = this.#call.scope.response?.response;
    const id = response?.header('x-request-id') ?? response?.header('request-id') ?? response?.header('cf-ray');
    return id === undefined ? undefined : this.#call.services.redactor.clean(id);
  }

  /** How the stream ended for its reader. `undefined` until then. */
  get outcome(): StreamOutcome | undefined {
    return this.#outcome;
  }

  /** Ends the call early: the connection closes, and a reader that waits gets the end. */
  close(): void {
    this.#stream.close();
  }

  /** Ends the call as its caller's signal would: the reader gets `aborted`. Has no effect after the end. */
  abort(reason?: unknown): void {
    this.#call.scope.abort(
      () => new PlugboardError('aborted', 'The stream was aborted by its caller.', { phase: 'chat', cause: reason }),
    );
  }

  /** A controller that aborts the call, and that is aborted with it. */
  get controller(): AbortController {
    if (this.#controller !== undefined) return this.#controller;
    const controller = (this.#controller = new AbortController());
    controller.signal.addEventListener('abort', () => this.abort(controller.signal.reason), { once: true });
    this.#abortController();
    return controller;
  }

  explain(failure: PlugboardError): PlugboardError {
    const { services, attempts, scope } = this.#call;
    const { provider, model } = this.resolution;
    const { reason } = scope;
    return explainFailure(failure === reason ? failure : normalizeThrown(failure, 'chat'), {
      provider,
      model,
      attempts,
      partialText: this.text,
      textIsCut: this.#stream.textIsCut,
      redactor: services.redactor,
      ended: reason,
    });
  }

  onEnd(outcome: StreamOutcome): void {
    const { request, scope, trace } = this.#call;
    this.#outcome = outcome;
    if (outcome.kind === 'failed') {
      trace?.fail(outcome.error);
      this.#abortController();
    } else if (outcome.kind === 'complete') {
      if (outcome.finish.reason === 'other') this.#call.warn(unknownEnd(outcome.finish));
      if (request.olderCalls && this.completion.callCount > 1) this.#call.warn(severalCalls);
      trace?.finish(outcome.finish);
    }
    this.#slots.release();
    for (const media of request.media) media.release();
    scope.end();
    trace?.end();
  }

  /** Aborts the controller too, if the call was aborted in another way. */
  #abortController(): void {
    const { reason } = this.#call.scope;
    if (reason?.code === 'aborted') this.#controller?.abort(reason.cause);
  }
}

const severalCalls =
  'The model called several functions at once. function_call has only the first one, tool_calls has all. Send tools in place of functions to read and answer them.';

function unknownEnd({ rawReason }: ChatEvent & { type: 'finish' }): string {
  const how =
    typeof rawReason === 'string' ? `with the unknown finish reason "${serviceText(rawReason)}"` : 'without saying why';
  return `The service ended its answer ${how}: the answer may be incomplete.`;
}
