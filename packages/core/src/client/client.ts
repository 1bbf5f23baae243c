import type { Draft } from '../call/draft.ts';
import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Resolution } from '../routing/resolution.ts';
import { resolveModel } from '../routing/resolve-model.ts';
import { AnswerViews } from './answer-views.ts';
import type { ChatCompletionStream } from './chat-completion-stream.ts';
import type { ChatCompletions } from './chat-completions.ts';
import type { ClientOptions } from './client-options.ts';
import type { ClientSettings } from './client-settings.ts';
import type { ChatCompletion } from './completion.ts';
import type { CreateParams } from './create-params.ts';
import { draftRequest } from './draft-request.ts';
import { declaredModels, liveModels } from './list-models.ts';
import type { ListedModel } from './listed-model.ts';
import { readSettings } from './read-settings.ts';
import type { RequestOptions } from './request-options.ts';
import type { ClientRuntime } from './runtime.ts';

/**
 * One chat client for every model service: the model name finds its provider.
 *
 * Two clients share nothing. A client that is not closed does not keep the process alive.
 */
export class Client implements AsyncDisposable {
  readonly chat: { readonly completions: ChatCompletions };
  readonly models: {
    /** What can be asked for. `live`: ask the services too (default false). */
    list(options?: { readonly live?: boolean }): Promise<readonly ListedModel[]>;
  };
  readonly #settings: ClientSettings;
  #runtime: Promise<ClientRuntime> | undefined;
  #closing: Promise<void> | undefined;

  /** Reads config and environment, throws `config_invalid`; connects to nothing, loads neither undici nor a provider. */
  constructor(options: ClientOptions = {}) {
    this.#settings = readSettings(options, process.env);
    this.chat = { completions: { create: this.#create as ChatCompletions['create'] } };
    this.models = { list: (listOptions) => this.#list(listOptions?.live === true) };
  }

  /** How a model name finds its provider, without any traffic. Rejects as a call would: `model_not_found`, `model_ambiguous`. */
  async explain(model: string, options: { readonly provider?: string } = {}): Promise<Resolution> {
    return this.#resolve(model, options.provider);
  }

  /** Ends running calls with `closed` and lets go of every connection. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Not async itself: the files are taken over in the tick of the call. */
  readonly #create = (
    params: CreateParams,
    options: RequestOptions = {},
  ): Promise<ChatCompletion | ChatCompletionStream> => {
    try {
      if (this.#closing !== undefined) throw closed();
      const draft = draftRequest(params);
      return this.#run(draft, params.stream === true, options);
    } catch (error) {
      return Promise.reject(error);
    }
  };

  async #run(draft: Draft, stream: boolean, options: RequestOptions): Promise<ChatCompletion | ChatCompletionStream> {
    try {
      const resolution = this.#resolve(draft.model, draft.provider);
      const runtime = await this.#started();
      const answer = await runtime.start(draft, resolution, options);
      const views = new AnswerViews(answer, runtime.head(answer, draft.includeUsage));
      return stream ? views : await views.finalCompletion();
    } catch (error) {
      for (const media of draft.media) media.release();
      throw error;
    }
  }

  #resolve(model: string, provider: string | undefined): Resolution {
    const { table, clientProvider } = this.#settings.registry;
    return resolveModel(table, { model, callProvider: provider, clientProvider });
  }

  async #list(live: boolean): Promise<readonly ListedModel[]> {
    const { registry, logger } = this.#settings;
    return live ? liveModels(registry.table, await this.#started(), logger) : declaredModels(registry.table);
  }

  #started(): Promise<ClientRuntime> {
    if (this.#closing !== undefined) return Promise.reject(closed());
    this.#runtime ??= import('../composition/create-runtime.ts').then(({ createRuntime }) =>
      createRuntime(this.#settings),
    );
    return this.#runtime;
  }

  async #end(): Promise<void> {
    await (await this.#runtime)?.close();
  }
}

function closed(): PlugboardError {
  return new PlugboardError('closed', 'The client is closed. Make a new Client().');
}
