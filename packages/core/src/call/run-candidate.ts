import type { Attempt } from '../errors/attempt.ts';
import type { Phase } from '../errors/codes.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { AdoptedMedia, LoadedMedia } from '../media/adopted-media.ts';
import type { ChatEvent } from '../plugins/chat-event.ts';
import type { ChatRequest } from '../plugins/chat-request.ts';
import type { Call } from '../plugins/provider.ts';
import { admit, refuseKind } from './admit.ts';
import { decideRepeat, noRepeats, type RetryPolicy } from './backoff.ts';
import type { CallScope } from './call-scope.ts';
import type { Draft } from './draft.ts';
import { GuardedStream, providerFault } from './guarded-stream.ts';
import type { CallServices, Instance } from './instance.ts';
import { prepareMessages } from './prepare-messages.ts';
import { uploadMedia, type UploadRound } from './upload-media.ts';
import { raceAbort, wait } from './wait.ts';

/** One call on its way, as all of its candidates share it. */
export interface RunningCall {
  readonly services: CallServices;
  readonly draft: Draft;
  readonly scope: CallScope;
  readonly policy: RetryPolicy;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly onProgress: UploadRound['onProgress'];
  readonly attempts: Attempt[];
  warn(message: string): void;
}

/** A stream whose first content is here. */
export interface Answer {
  /** What was read to get there. */
  readonly events: readonly ChatEvent[];
  readonly stream: GuardedStream;
  /** Gives the instance's place to the next call. */
  release(): void;
}

/** Tries one candidate until its first content; the one loop that repeats. */
export async function runCandidate(call: RunningCall, instance: Instance, model: string): Promise<Answer> {
  const { services, scope } = call;
  const run = new CandidateRun(call, instance, model);
  run.admit();
  await run.load();
  const release = await instance.places.acquire(scope.signal);
  try {
    let used = noRepeats;
    for (;;) {
      try {
        return { ...(await run.attempt()), release };
      } catch (error) {
        const failure = scope.reason ?? (PlugboardError.isInstance(error) ? error : providerFault(error));
        const decision =
          scope.signal.aborted || !run.canRepeat
            ? undefined
            : decideRepeat(failure, used, call.policy, scope.remainingMs, services.random);
        if (decision === undefined) throw failure;
        used = decision.used;
        services.log.debug('plugboard: repeating after a failure', {
          provider: instance.id,
          code: failure.code,
          waitMs: Math.round(decision.waitMs),
        });
        if (decision.waitMs > 0) await wait(services.clock, decision.waitMs, scope.signal);
      }
    }
  } catch (error) {
    release();
    throw error;
  }
}

class CandidateRun {
  readonly #call: RunningCall;
  readonly #instance: Instance;
  readonly #model: string;
  readonly #loaded = new Map<AdoptedMedia, LoadedMedia>();
  readonly #references = new Map<AdoptedMedia, string>();
  #phase: Phase = 'setup';

  constructor(call: RunningCall, instance: Instance, model: string) {
    this.#call = call;
    this.#instance = instance;
    this.#model = model;
  }

  /** Refuses what the candidate does not understand, before a byte is read or sent. */
  admit(): void {
    const { plugin, provider } = this.#instance;
    admit(this.#call.draft, { plugin, accepts: provider.accepts ?? {}, input: this.#input });
  }

  /** Looks at the files: their kinds are known now, so the model may still refuse one. */
  async load(): Promise<void> {
    const { draft, scope } = this.#call;
    const files = draft.media.filter(({ remoteUrl }) => remoteUrl === undefined);
    const loading = Promise.all(files.map(async (file) => [file, await file.load()] as const));
    for (const [file, media] of await raceAbort(loading, scope.signal)) {
      refuseKind(media.kind, file.label, this.#input);
      this.#loaded.set(file, media);
    }
  }

  /** False once a source that can be read only once has been read and is needed again. */
  get canRepeat(): boolean {
    return [...this.#loaded].every(([file, media]) => this.#references.has(file) || media.readable);
  }

  /** Uploads what is missing, begins the stream and waits for its first content. */
  async attempt(): Promise<Omit<Answer, 'release'>> {
    const { services, attempts } = this.#call;
    const begin = services.clock.monotonic();
    const record = (outcome: { code?: Attempt['code']; status?: number | undefined; phase?: Phase }): void => {
      attempts.push({
        provider: this.#instance.id,
        model: this.#model,
        phase: outcome.phase ?? this.#phase,
        durationMs: services.clock.monotonic() - begin,
        ...(outcome.code !== undefined && { code: outcome.code }),
        ...(outcome.status !== undefined && { status: outcome.status }),
      });
    };
    try {
      await this.#upload();
      const answer = await this.#stream();
      record({});
      return answer;
    } catch (error) {
      const failure = this.#call.scope.reason ?? (PlugboardError.isInstance(error) ? error : providerFault(error));
      record({
        code: failure.code,
        status: failure.status,
        ...(failure.phase !== 'setup' && { phase: failure.phase }),
      });
      throw failure;
    }
  }

  get #input(): ReturnType<CallServices['inputOf']> {
    return this.#call.services.inputOf(this.#instance.id, this.#model);
  }

  async #upload(): Promise<void> {
    const { provider } = this.#instance;
    if (provider.upload === undefined || this.#loaded.size === 0) return;
    this.#phase = 'upload';
    const round: UploadRound = {
      services: this.#call.services,
      provider: this.#instance.id,
      upload: provider.upload.bind(provider),
      signal: this.#call.scope.signal,
      headers: this.#call.headers,
      onProgress: this.#call.onProgress,
      warn: (message) => this.#call.warn(message),
    };
    await uploadMedia(round, this.#call.draft.media, this.#loaded, this.#references);
  }

  async #stream(): Promise<Omit<Answer, 'release'>> {
    this.#phase = 'chat';
    const { services, draft, scope, headers } = this.#call;
    const { id, plugin, provider } = this.#instance;
    const stream = new GuardedStream(services.clock, services.timeouts, scope.signal);
    const call: Call = {
      signal: stream.signal,
      http: services.http(id, { signal: stream.signal, activity: stream.timers, headers }),
      warn: (message) => this.#call.warn(message),
    };
    const request: ChatRequest = {
      model: this.#model,
      messages: prepareMessages(draft, this.#loaded, this.#references),
      parameters: draft.parameters,
      extra: { ...draft.providerOptions[plugin] },
      ...(draft.tools !== undefined && { tools: draft.tools }),
      ...(draft.toolChoice !== undefined && { tool_choice: draft.toolChoice }),
      ...(draft.responseFormat !== undefined && { response_format: draft.responseFormat }),
    };
    stream.start(provider.stream(request, call));
    const events: ChatEvent[] = [];
    // Sources may come first; they are no content and commit to nothing.
    for (;;) {
      const event = await stream.next();
      if (event !== undefined) events.push(event);
      if (event?.type !== 'source') return { events, stream };
    }
  }
}
