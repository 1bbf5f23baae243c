import {
  defineProvider,
  PlugboardError,
  type Accepts,
  type Call,
  type ChatEvent,
  type ChatMessage,
  type ChatParameters,
  type ChatRequest,
  type ConfiguredProvider,
  type FinishReason,
  type Http,
  type Media,
  type Model,
  type Provider,
  type ProviderDefinition,
  type ProviderHost,
  type Usage,
} from '@plugboard/core/provider';
import { anyOptions, textOf } from '../options.ts';

/** The Heron speaks chat completions: a bearer key, `data:` lines of one delta each, usage in a chunk of its own. */
export interface HeronOptions {
  readonly apiKey?: string | undefined;
}

export interface HeronChunk {
  readonly choices?: readonly HeronChoice[] | null;
  readonly usage?: HeronUsage | null;
  readonly error?: { readonly message: string; readonly type?: string; readonly code?: string };
}

export interface HeronChoice {
  readonly delta?: HeronDelta;
  readonly finish_reason?: string | null;
}

export interface HeronDelta {
  readonly content?: string | null;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly HeronCallPiece[] | null;
}

export interface HeronCallPiece {
  readonly index: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null };
}

export interface HeronUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens?: number;
}

/** What is known of an answer while it is read. */
export interface HeronState {
  finishReason: string | undefined;
  usage: Usage | undefined;
}

export const heronModels: readonly Model[] = [{ id: 'heron-large', input: ['image'] }, { id: 'heron-small' }];

/** A right provider for the Heron. Faults override what they get wrong. */
export class Heron implements Provider {
  readonly accepts: Accepts = {
    parameters: ['temperature', 'top_p', 'max_tokens', 'stop', 'seed', 'frequency_penalty', 'presence_penalty'],
    extra: ['safe_mode', 'tier'],
    extraTypes: { safe_mode: 'boolean', tier: 'string' },
    tools: true,
    responseFormat: ['json_object', 'json_schema'],
  };
  readonly options: HeronOptions;
  readonly host: ProviderHost;

  constructor(options: HeronOptions, host: ProviderHost) {
    this.options = options;
    this.host = host;
  }

  async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: HeronState = { finishReason: undefined, usage: undefined };
    for await (const data of this.events(http, request)) {
      if (data === '[DONE]') break;
      const chunk = JSON.parse(data) as HeronChunk;
      if (chunk.error !== undefined) throw http.failure('chat', { error: chunk.error });
      yield* this.take(chunk, state);
    }
    yield* this.finish(state);
  }

  async listModels(call: Call): Promise<readonly Model[]> {
    const list = (await this.open(call).json({ phase: 'models', url: '/v1/models' })) as {
      readonly data: readonly { readonly id: string }[];
    };
    return list.data.map(({ id }) => ({ id }));
  }

  open(call: Call): Http {
    const { apiKey } = this.options;
    if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set HERON_API_KEY, or pass apiKey.');
    return call.http.with({ baseUrl: 'https://api.heron.example', headers: { authorization: `Bearer ${apiKey}` } });
  }

  async *events(http: Http, request: ChatRequest): AsyncIterable<string> {
    const json = this.body(request);
    for await (const { data } of http.events({ phase: 'chat', url: '/v1/chat/completions', json })) yield data;
  }

  body(request: ChatRequest): Record<string, unknown> {
    const { model, messages, parameters, extra, tools, tool_choice, response_format } = request;
    return {
      model: this.model(model),
      messages: messages.map((message) => this.message(message)),
      stream: true,
      stream_options: { include_usage: true },
      ...this.parameters(parameters),
      ...this.extra(extra),
      ...(tools !== undefined && { tools }),
      ...(tool_choice !== undefined && { tool_choice }),
      ...(response_format !== undefined && { response_format }),
    };
  }

  model(model: string): string {
    return model;
  }

  parameters(parameters: ChatParameters): object {
    return parameters;
  }

  extra(extra: Readonly<Record<string, unknown>>): object {
    return extra;
  }

  message({ role, content, tool_calls, tool_call_id }: ChatMessage): object {
    const parts = content.map((part) =>
      part.type === 'text' ? { type: 'text', text: part.text } : this.image(part.source),
    );
    return {
      role,
      content: content.every(({ type }) => type === 'text') ? textOf(content) : parts,
      ...(tool_calls !== undefined && { tool_calls }),
      ...(tool_call_id !== undefined && { tool_call_id }),
    };
  }

  image(source: string | Media): object {
    return { type: 'image_url', image_url: { url: source } };
  }

  *take(chunk: HeronChunk, state: HeronState): Iterable<ChatEvent> {
    if (chunk.usage) state.usage = this.usage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (choice === undefined) return;
    if (choice.delta !== undefined) yield* this.delta(choice.delta, state);
    if (choice.finish_reason) state.finishReason = choice.finish_reason;
  }

  *delta(delta: HeronDelta, _state: HeronState): Iterable<ChatEvent> {
    if (delta.reasoning_content) yield { type: 'reasoning-delta', text: delta.reasoning_content };
    if (delta.content) yield { type: 'text-delta', text: delta.content };
    for (const piece of delta.tool_calls ?? []) yield this.callPiece(piece);
  }

  callPiece({ index, id, function: called }: HeronCallPiece): ChatEvent {
    return {
      type: 'tool-call-delta',
      index,
      ...(id && { id }),
      ...(called?.name && { name: called.name }),
      ...(called?.arguments && { arguments: called.arguments }),
    };
  }

  usage({ prompt_tokens, completion_tokens }: HeronUsage): Usage | undefined {
    return { inputTokens: prompt_tokens, outputTokens: completion_tokens };
  }

  *finish({ finishReason, usage }: HeronState): Iterable<ChatEvent> {
    if (finishReason === undefined) return;
    yield { type: 'finish', reason: this.reason(finishReason), rawReason: finishReason, usage };
  }

  reason(word: string): FinishReason {
    return heronReasons.get(word) ?? 'other';
  }
}

const heronReasons = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'content-filter'],
  ['tool_calls', 'tool-calls'],
]);

/** The plugin, as a package would export it, with a key. */
export function heron(
  Kind: new (options: HeronOptions, host: ProviderHost) => Provider = Heron,
  definition: Partial<ProviderDefinition<HeronOptions>> = {},
): ConfiguredProvider {
  return defineProvider<HeronOptions>({
    id: 'heron',
    models: heronModels,
    options: anyOptions<HeronOptions>(),
    environment: { apiKey: 'HERON_API_KEY' },
    secrets: ['apiKey'],
    create: (options, host) => new Kind(options, host),
    ...definition,
  })({ apiKey: '{{apiKey}}' });
}
