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
  type ContentPart,
  type FinishReason,
  type Http,
  type Media,
  type MediaReference,
  type Model,
  type Provider,
  type ProviderDefinition,
  type ProviderHost,
  type ToolChoice,
  type Usage,
} from '@plugboard/core/provider';
import { anyOptions, textOf } from '../options.ts';

/** The Egret generates content: whole JSON objects, parts of any kind, the model in the path, files uploaded before. */
export interface EgretOptions {
  readonly apiKey?: string | undefined;
}

export interface EgretPart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly name: string; readonly args?: object };
}

export interface EgretUsage {
  readonly promptTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
}

export interface EgretAnswer {
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly EgretPart[] };
    readonly finishReason?: string;
  }[];
  readonly usageMetadata?: EgretUsage;
  readonly error?: { readonly code?: number; readonly message: string; readonly status?: string };
}

/** What is known of an answer while it is read. */
export interface EgretState {
  calls: number;
  usage: Usage | undefined;
  finishReason: string | undefined;
}

export const egretModels: readonly Model[] = [
  { id: 'egret-pro', input: ['image', 'pdf'] },
  { id: 'egret-flash', input: ['image'] },
];

/** A right provider for the Egret. Faults override what they get wrong. */
export class Egret implements Provider {
  readonly accepts: Accepts = {
    parameters: ['temperature', 'top_p', 'top_k', 'max_tokens', 'stop', 'seed'],
    extra: ['cachedContent'],
    extraTypes: { cachedContent: 'string' },
    tools: true,
    responseFormat: ['json_object', 'json_schema'],
  };
  readonly options: EgretOptions;
  readonly host: ProviderHost;

  constructor(options: EgretOptions, host: ProviderHost) {
    this.options = options;
    this.host = host;
  }

  async upload(media: Media, call: Call): Promise<MediaReference> {
    const request = { phase: 'upload', url: '/upload/v1/files', form: { file: media } } as const;
    const { file } = (await this.open(call).json(request)) as { readonly file: { readonly uri: string } };
    return { url: file.uri };
  }

  async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: EgretState = { calls: 0, usage: undefined, finishReason: undefined };
    for await (const answer of this.answers(http, request)) {
      if (answer.error !== undefined) throw http.failure('chat', answer);
      yield* this.take(answer, state);
      if (state.finishReason !== undefined) return yield* this.finish(state);
    }
  }

  open(call: Call): Http {
    const { apiKey } = this.options;
    if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set EGRET_API_KEY, or pass apiKey.');
    return call.http.with({ baseUrl: 'https://egret.example', headers: { 'x-egret-key': apiKey } });
  }

  async *answers(http: Http, request: ChatRequest): AsyncIterable<EgretAnswer> {
    const url = this.address(request);
    for await (const { data } of http.events({ phase: 'chat', url, json: this.body(request) })) {
      yield JSON.parse(data) as EgretAnswer;
    }
  }

  address({ model }: ChatRequest): string {
    return `/v1/models/${encodeURIComponent(model)}:streamGenerateContent?alt=sse`;
  }

  body({ messages, parameters, extra, tools, tool_choice, response_format }: ChatRequest): Record<string, unknown> {
    const system = messages.filter(({ role }) => role === 'system').flatMap(({ content }) => this.parts(content));
    const generationConfig = { ...this.parameters(parameters), ...this.format(response_format) };
    return {
      contents: this.contents(messages),
      ...(system.length > 0 && { systemInstruction: { parts: system } }),
      ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
      ...(tools !== undefined && { tools: [{ functionDeclarations: tools.map((tool) => tool.function) }] }),
      ...(tool_choice !== undefined && { toolConfig: { functionCallingConfig: this.toolChoice(tool_choice) } }),
      ...extra,
    };
  }

  parameters({ temperature, top_p: topP, top_k: topK, max_tokens, stop, seed }: ChatParameters): object {
    return {
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(topK !== undefined && { topK }),
      ...(max_tokens !== undefined && { maxOutputTokens: max_tokens }),
      ...(stop !== undefined && { stopSequences: stop }),
      ...(seed !== undefined && { seed }),
    };
  }

  format(format: ChatRequest['response_format']): object {
    if (format === undefined) return {};
    const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined;
    return { responseMimeType: 'application/json', ...(schema !== undefined && { responseJsonSchema: schema }) };
  }

  toolChoice(choice: ToolChoice): object {
    if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.function.name] };
    return { mode: { auto: 'AUTO', none: 'NONE', required: 'ANY' }[choice] };
  }

  contents(messages: readonly ChatMessage[]): readonly object[] {
    const names = new Map(
      messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id, function: { name } }) => [id, name] as const)),
    );
    return messages.filter(({ role }) => role !== 'system').map((message) => this.turn(message, names));
  }

  turn({ role, content, tool_calls = [], tool_call_id = '' }: ChatMessage, names: ReadonlyMap<string, string>): object {
    if (role === 'tool') {
      const response = { result: textOf(content) };
      const files = this.parts(content.filter(({ type }) => type !== 'text'));
      const name = names.get(tool_call_id);
      return {
        role: 'user',
        parts: [{ functionResponse: { name, response, ...(files.length > 0 && { parts: files }) } }],
      };
    }
    const calls = tool_calls.map(({ function: { name, arguments: text } }) => ({
      functionCall: { name, args: text === '' ? {} : (JSON.parse(text) as unknown) },
    }));
    return { role: role === 'assistant' ? 'model' : 'user', parts: [...this.parts(content), ...calls] };
  }

  parts(content: readonly ContentPart[]): readonly object[] {
    return content.map((part) => (part.type === 'text' ? { text: part.text } : this.file(part.source)));
  }

  file(source: string | Media): object {
    return { fileData: { fileUri: source } };
  }

  *take({ candidates, usageMetadata }: EgretAnswer, state: EgretState): Iterable<ChatEvent> {
    if (usageMetadata !== undefined) state.usage = this.usage(usageMetadata);
    const candidate = candidates?.[0];
    for (const part of candidate?.content?.parts ?? []) yield* this.part(part, state);
    state.finishReason = candidate?.finishReason ?? state.finishReason;
  }

  *part({ text, thought, functionCall }: EgretPart, state: EgretState): Iterable<ChatEvent> {
    if (text) yield { type: thought === true ? 'reasoning-delta' : 'text-delta', text };
    if (functionCall === undefined) return;
    const index = state.calls++;
    yield {
      type: 'tool-call-delta',
      index,
      id: this.callId(functionCall.name, index),
      name: functionCall.name,
      arguments: JSON.stringify(functionCall.args ?? {}),
    };
  }

  /** The service names its calls by their function alone. */
  callId(_name: string, _index: number): string {
    return `call_${this.host.random().toString(36).slice(2)}${this.host.random().toString(36).slice(2)}`;
  }

  *finish({ finishReason, calls, usage }: EgretState): Iterable<ChatEvent> {
    if (finishReason === undefined) return;
    const reason = calls > 0 && finishReason === 'STOP' ? 'tool-calls' : this.reason(finishReason);
    yield { type: 'finish', reason, rawReason: finishReason, usage };
  }

  reason(word: string): FinishReason {
    return egretReasons.get(word) ?? 'other';
  }

  usage({ promptTokenCount, candidatesTokenCount = 0, thoughtsTokenCount = 0 }: EgretUsage): Usage | undefined {
    if (promptTokenCount === undefined) return undefined;
    return { inputTokens: promptTokenCount, outputTokens: candidatesTokenCount + thoughtsTokenCount };
  }
}

const egretReasons = new Map<string, FinishReason>([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content-filter'],
  ['RECITATION', 'content-filter'],
]);

/** The plugin, as a package would export it, with a key. */
export function egret(
  Kind: new (options: EgretOptions, host: ProviderHost) => Provider = Egret,
  definition: Partial<ProviderDefinition<EgretOptions>> = {},
): ConfiguredProvider {
  return defineProvider<EgretOptions>({
    id: 'egret',
    models: egretModels,
    options: anyOptions<EgretOptions>(),
    environment: { apiKey: 'EGRET_API_KEY' },
    secrets: ['apiKey'],
    create: (options, host) => new Kind(options, host),
    ...definition,
  })({ apiKey: '{{apiKey}}' });
}
