import type { ParsedRequest } from '../call/parsed-request.ts';
import { abortedBy, clientClosed } from '../errors/plugboard-error.ts';
import type { Resolution } from '../contract/resolution.ts';
import {
  type ChatCompletionStream,
  answerPromise,
  type AnswerOrigin,
  type AnswerPromise,
  type ChatCompletions,
  type RequestOptions,
  type RunToolsOptions,
  type ParsedChatCompletionStream,
} from './chat-completions.ts';
import type { ParsedChatCompletion, ParseParams } from './parsed-completion.ts';
import type { ClientOptions } from './client-options.ts';
import { type ClientSettings, readEnvironment, readSettings } from './read-settings.ts';
import type { ChatCompletion } from '../contract/completion.ts';
import type { CreateParams } from './create-params.ts';
import type { Diagnosis } from './diagnose.ts';
import { parseRequest } from './parse/parse-request.ts';
import { withResponseFormat } from './parse/parse-tools.ts';
import type { StructuredOutput } from './structured-output.ts';
import { assertModelName } from './parse/check-input.ts';
import {
  asListedModels,
  type ListedModel,
  type ListModelsOptions,
  type ModelDescription,
  type Models,
  readListOptions,
  readRetrieveOptions,
  type RetrieveModelOptions,
} from './models.ts';
import { releaseFiles } from './parse/parse-content.ts';
import type { Routes } from './routes.ts';
import type { CallRunner } from './call-runner.ts';
import type { ChatStream } from './chat-stream.ts';
import { CompletionEmitter, type Follow } from './completion-emitter.ts';
import type { ChatCompletionEmitter, StreamParams } from './completion-events.ts';
import { noTextCompletions, refuseToForget } from './refusals.ts';
import { takeRunFiles } from './run-files.ts';
import type { AnyRunParams } from './run-tools.ts';

/**
 * One chat client for every model service: the model name finds its provider.
 *
 * Two clients share nothing. A client that is not closed does not keep the process alive.
 */
export class Client implements AsyncDisposable {
  readonly chat: { readonly completions: ChatCompletions };
  /** As older versions of the official client have it: the same as `chat.completions`. */
  readonly beta: { readonly chat: { readonly completions: Pick<ChatCompletions, 'parse' | 'stream' | 'runTools'> } };
  readonly models: Models;
  /**
   * The text completions of OpenAI's older API, which Plugboard does not support: `create()` rejects with
   * `unsupported`. They exist only because wrappers of the official client look for them.
   */
  readonly completions: { create(): Promise<never> };
  readonly #settings: ClientSettings;
  #routes: Routes | Promise<Routes> | undefined;
  #runtime: CallRunner | Promise<CallRunner> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Reads config and environment once. Opens no connection, and loads neither undici nor a provider.
   * @throws PlugboardError `config_invalid`
   */
  constructor(options: ClientOptions = {}) {
    this.#settings = readSettings(options, readEnvironment(process.env));
    const helpers = {
      parse: this.#parse as ChatCompletions['parse'],
      stream: this.#stream as ChatCompletions['stream'],
      runTools: this.#runTools,
    };
    this.chat = { completions: { create: this.#create as ChatCompletions['create'], ...helpers } };
    // Not the same object: a wrapper that replaces the methods of both would wrap them twice.
    this.beta = { chat: { completions: helpers } };
    this.completions = { create: () => Promise.reject(noTextCompletions()) };
    this.models = {
      list: (listOptions) => asListedModels(this.#list(listOptions)),
      retrieve: (model, modelOptions) => this.#retrieve(model, modelOptions),
      aliases: async () => (await this.#findRoutes()).aliases(),
    };
  }

  /**
   * Explains how a model name finds its provider, without any request. Rejects as a call would: `model_not_found`,
   * `model_ambiguous`.
   */
  async explain(model: string, options: { readonly provider?: string } = {}): Promise<Resolution> {
    assertModelName(model);
    return (await this.#findRoutes()).resolve(model, options.provider);
  }

  /**
   * Describes what a call to a model may contain: kinds of files, parameters, tools, formats. Imports the provider, but
   * makes no request. Rejects as a call would if the name leads nowhere or the provider cannot be used.
   */
  async describe(model: string, options: { readonly provider?: string } = {}): Promise<ModelDescription> {
    const resolution = await this.explain(model, options);
    return (await this.#started()).describe(resolution);
  }

  /**
   * Reports what this client can use: the config, the providers with their versions, why one cannot be used, and which
   * credentials exist, by name. Imports every plugin, but makes no request.
   */
  async diagnose(): Promise<Diagnosis> {
    return (await this.#started()).diagnose();
  }

  /** Ends running calls with `closed`, and closes every connection. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Not async, because it must take charge of the files in the same tick. */
  readonly #create = (
    params: CreateParams,
    options?: RequestOptions | null,
  ): AnswerPromise<ChatCompletion | ChatCompletionStream> => {
    const origin: AnswerOrigin = {};
    try {
      if (this.#closing !== undefined) throw clientClosed();
      const request = parseRequest(params);
      return answerPromise(this.#run(request, options ?? {}, origin), origin);
    } catch (error) {
      releaseFiles(params);
      return answerPromise(Promise.reject(error), origin);
    }
  };

  readonly #parse = (
    params: ParseParams<unknown>,
    options?: RequestOptions | null,
  ): AnswerPromise<ParsedChatCompletion<unknown> | ParsedChatCompletionStream<unknown>> => {
    const origin: AnswerOrigin = {};
    return answerPromise(this.#runParsed(params, options ?? {}, origin), origin);
  };

  readonly #stream = (
    params: StreamParams<unknown>,
    options?: RequestOptions | null,
  ): ChatCompletionEmitter<unknown> => {
    const emitter = new CompletionEmitter(params);
    const signal = emitter.linked(options?.signal);
    void emitter.follow(this.#open({ ...params, stream: true }, { ...options, signal }));
    return emitter;
  };

  readonly #runTools = (params: AnyRunParams, options?: RunToolsOptions | null): CompletionEmitter => {
    const emitter = new CompletionEmitter(params);
    const signal = emitter.linked(options?.signal);
    void emitter.follow(this.#openRun(params, { ...options, signal }));
    return emitter;
  };

  async #runParsed(
    params: ParseParams<unknown>,
    options: RequestOptions,
    origin: AnswerOrigin,
  ): Promise<ParsedChatCompletion<unknown> | ParsedChatCompletionStream<unknown>> {
    const { answer, structured } = await this.#runInForm(params, options, origin);
    if ('choices' in answer) return structured.parse(answer);
    const { withParsed } = await import('./structured-output.ts');
    return withParsed(answer, structured);
  }

  async #open(params: StreamParams<unknown>, options: RequestOptions): Promise<Follow> {
    refuseToForget('stream()', params, options);
    const [{ answer, structured }, { followAnswer }] = await Promise.all([
      this.#runInForm(params, options, {}),
      import('./follow-answer.ts'),
    ]);
    if ('choices' in answer) throw new TypeError('A call with stream: true gives a stream.');
    return (emitter) => followAnswer({ stream: answer, structured }, emitter);
  }

  /** Takes charge of the files in the same tick, like `create()`. */
  async #openRun(params: AnyRunParams, options: RunToolsOptions): Promise<Follow> {
    refuseToForget('runTools()', params, options);
    const files = takeRunFiles(params, () => {
      if (this.#closing !== undefined) throw clientClosed();
    });
    const { maxChatCompletions, ...callOptions } = options;
    const start = (request: ParsedRequest): Promise<ChatCompletion | ChatStream> => this.#run(request, callOptions, {});
    const { runTools } = await import('./run-tools.ts');
    return (emitter) => runTools({ params, maxChatCompletions, files, start }, emitter);
  }

  /** Takes charge of the files in the same tick, like `create()`. */
  async #runInForm(
    params: ParseParams<unknown>,
    options: RequestOptions,
    origin: AnswerOrigin,
  ): Promise<{ readonly answer: ChatCompletion | ChatStream; readonly structured: StructuredOutput }> {
    let request: ParsedRequest;
    try {
      if (this.#closing !== undefined) throw clientClosed();
      request = parseRequest({ ...params, response_format: undefined });
    } catch (error) {
      releaseFiles(params);
      throw error;
    }
    const { readStructuredOutput } = await import('./structured-output.ts');
    let structured: StructuredOutput;
    try {
      structured = readStructuredOutput(params);
      request = withResponseFormat(request, structured.format);
    } catch (error) {
      for (const media of request.media) media.release();
      throw error;
    }
    return { answer: await this.#run(request, options, origin), structured };
  }

  /** Takes charge of the request's files, and adds no promise to those of the call once everything is loaded. */
  #run(request: ParsedRequest, options: RequestOptions, origin: AnswerOrigin): Promise<ChatCompletion | ChatStream> {
    try {
      if (options.signal?.aborted === true) throw abortedBy(options.signal.reason);
      const routes = this.#findRoutes();
      if (routes instanceof Promise) return this.#runLater(request, options, origin);
      const resolution = routes.resolve(request.model, request.provider);
      const runtime = this.#started();
      if (runtime instanceof Promise) return this.#runLater(request, options, origin);
      return runtime.start(request, resolution, options, origin);
    } catch (error) {
      for (const media of request.media) media.release();
      return Promise.reject(error);
    }
  }

  async #runLater(
    request: ParsedRequest,
    options: RequestOptions,
    origin: AnswerOrigin,
  ): Promise<ChatCompletion | ChatStream> {
    try {
      const routes = await this.#findRoutes();
      // A name that leads nowhere needs no runtime.
      routes.resolve(request.model, request.provider);
      await this.#started();
    } catch (error) {
      for (const media of request.media) media.release();
      throw error;
    }
    // The signal may have fired while modules were loaded.
    return this.#run(request, options, origin);
  }

  async #list(options: ListModelsOptions | null | undefined): Promise<readonly ListedModel[]> {
    const live = readListOptions(options);
    const routes = await this.#findRoutes();
    return live ? routes.liveModels(await this.#started(), this.#settings.logger) : routes.declaredModels();
  }

  async #retrieve(model: string, options: RetrieveModelOptions | null | undefined): Promise<ListedModel> {
    assertModelName(model);
    const { provider, live } = readRetrieveOptions(options);
    const routes = await this.#findRoutes();
    return live ? routes.liveModel(model, provider, await this.#started()) : routes.declaredModel(model, provider);
  }

  /** A promise the first time. */
  #findRoutes(): Routes | Promise<Routes> {
    this.#routes ??= import('./routes.ts').then(({ Routes }) => (this.#routes = new Routes(this.#settings)));
    return this.#routes;
  }

  /** A promise the first time. */
  #started(): CallRunner | Promise<CallRunner> {
    if (this.#closing !== undefined) throw clientClosed();
    this.#runtime ??= this.#makeRuntime();
    return this.#runtime;
  }

  async #makeRuntime(): Promise<CallRunner> {
    const [{ createRuntime }, { registry }] = await Promise.all([import('./create-runtime.ts'), this.#findRoutes()]);
    return (this.#runtime = createRuntime(this.#settings, registry));
  }

  async #end(): Promise<void> {
    // A runtime that could not be made has nothing to close, and the calls that wanted it have got the error.
    const runtime = await Promise.resolve(this.#runtime).catch(() => undefined);
    await runtime?.close();
  }
}
