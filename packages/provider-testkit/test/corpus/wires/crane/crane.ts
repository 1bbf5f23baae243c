import {
  asBase64,
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
  type Model,
  type Provider,
  type ProviderDefinition,
  type ProviderHost,
  type ToolChoice,
  type Usage,
} from '@plugboard/core/provider';
import { anyOptions } from '../options.ts';

/** The Crane speaks messages: named events, blocks by index, system text beside the turns, files as base64 in blocks. */
export interface CraneOptions {
  readonly apiKey?: string | undefined;
}

export interface CraneUsage {
  readonly input_tokens?: number;
  readonly cache_read_input_tokens?: number;
  readonly output_tokens?: number;
}

export interface CraneBlock {
  readonly type: string;
  readonly id?: string;
  readonly name?: string;
  /** Of a thought that nobody may read. */
  readonly data?: string;
}

export interface CraneDelta {
  readonly type?: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly partial_json?: string;
  readonly stop_reason?: string | null;
}

export interface CraneEvent {
  readonly type: string;
  readonly index?: number;
  readonly message?: { readonly id?: string; readonly usage?: CraneUsage };
  readonly content_block?: CraneBlock;
  readonly delta?: CraneDelta;
  readonly usage?: CraneUsage;
  readonly error?: { readonly type: string; readonly message: string };
}

/** What is known of an answer while it is read. */
export interface CraneState {
  /** Numbers of the calls by the index of their block. */
  readonly calls: Map<number, number>;
  /** Texts of the thoughts by the index of their block. */
  readonly thoughts: Map<number, string>;
  counted: CraneUsage | undefined;
  stopReason: string | undefined;
}

export const craneModels: readonly Model[] = [
  { id: 'crane-grey', input: ['image', 'pdf'] },
  { id: 'crane-white', aliases: ['crane'], input: ['image'] },
];

/** A right provider for the Crane. Faults override what they get wrong. */
export class Crane implements Provider {
  readonly accepts: Accepts = {
    parameters: ['temperature', 'top_p', 'top_k', 'max_tokens', 'stop'],
    tools: true,
  };
  readonly options: CraneOptions;
  readonly host: ProviderHost;

  constructor(options: CraneOptions, host: ProviderHost) {
    this.options = options;
    this.host = host;
  }

  async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: CraneState = { calls: new Map(), thoughts: new Map(), counted: undefined, stopReason: undefined };
    for await (const event of this.events(http, request)) {
      if (event.type === 'error') throw http.failure('chat', { error: event.error });
      yield* this.take(event, state);
      if (event.type === 'message_stop') return;
    }
  }

  open(call: Call): Http {
    const { apiKey } = this.options;
    if (apiKey === undefined) throw new PlugboardError('auth_missing', 'Set CRANE_API_KEY, or pass apiKey.');
    const headers = { 'x-api-key': apiKey, 'crane-version': '2026-10-21' };
    return call.http.with({ baseUrl: 'https://api.crane.example', headers });
  }

  async *events(http: Http, request: ChatRequest): AsyncIterable<CraneEvent> {
    const json = await this.body(request);
    for await (const { data } of http.events({ phase: 'chat', url: '/v1/messages', json })) {
      yield JSON.parse(data) as CraneEvent;
    }
  }

  async body({ model, messages, parameters, tools, tool_choice }: ChatRequest): Promise<Record<string, unknown>> {
    const system = this.system(messages);
    return {
      model,
      stream: true,
      ...(system.length > 0 && { system }),
      messages: await this.turns(messages),
      ...this.parameters(parameters),
      ...(tools !== undefined && {
        tools: tools.map(({ function: { name, description, parameters: input_schema = { type: 'object' } } }) => ({
          name,
          ...(description !== undefined && { description }),
          input_schema,
        })),
        ...(tool_choice !== undefined && { tool_choice: this.toolChoice(tool_choice) }),
      }),
    };
  }

  parameters({ max_tokens = 4096, stop, ...others }: ChatParameters): object {
    return { max_tokens, ...others, ...(stop !== undefined && { stop_sequences: stop }) };
  }

  toolChoice(choice: ToolChoice): object {
    if (choice === 'required') return { type: 'any' };
    if (typeof choice === 'string') return { type: choice };
    return { type: 'tool', name: choice.function.name };
  }

  /** What the system says before the conversation; what it says later is a turn. */
  system(messages: readonly ChatMessage[]): readonly object[] {
    const first = messages.findIndex(({ role }) => role !== 'system');
    return messages
      .slice(0, first === -1 ? messages.length : first)
      .flatMap(({ content }) => content.map((part) => ('text' in part ? { type: 'text', text: part.text } : {})));
  }

  async turns(messages: readonly ChatMessage[]): Promise<readonly object[]> {
    const turns: { role: string; content: object[] }[] = [];
    const first = messages.findIndex(({ role }) => role !== 'system');
    for (const message of first === -1 ? [] : messages.slice(first)) {
      const role = message.role === 'tool' ? 'user' : message.role;
      const content = await this.blocks(message);
      const last = turns.at(-1);
      if (last?.role === role) last.content.push(...content);
      else turns.push({ role, content });
    }
    return turns;
  }

  async blocks(message: ChatMessage): Promise<object[]> {
    if (message.role === 'tool') return [await this.toolResult(message)];
    return [...this.thoughts(message), ...(await this.content(message.content)), ...this.toolUses(message)];
  }

  /** What the service wants back of its thoughts. */
  thoughts({ reasoning_details: details = [] }: ChatMessage): readonly object[] {
    return details.map(({ type, thinking, signature, data }) =>
      type === 'redacted_thinking' ? { type, data } : { type, thinking, signature },
    );
  }

  async toolResult({ content, tool_call_id }: ChatMessage): Promise<object> {
    return { type: 'tool_result', tool_use_id: tool_call_id, content: await this.content(content) };
  }

  toolUses({ tool_calls = [] }: ChatMessage): readonly object[] {
    return tool_calls.map(({ id, function: { name, arguments: text } }) => ({
      type: 'tool_use',
      id,
      name,
      input: text === '' ? {} : (JSON.parse(text) as unknown),
    }));
  }

  async content(parts: readonly ContentPart[]): Promise<object[]> {
    const blocks: object[] = [];
    for (const part of parts) {
      if (part.type !== 'text') blocks.push(await this.file(part.source));
      else if (part.text !== '') blocks.push({ type: 'text', text: part.text });
    }
    return blocks;
  }

  async file(source: string | Media): Promise<object> {
    if (typeof source === 'string') return { type: 'image', source: { type: 'url', url: source } };
    const type = source.kind === 'pdf' ? 'document' : 'image';
    return { type, source: { type: 'base64', media_type: source.type, data: await this.base64(source) } };
  }

  /** What becomes base64 in the body. */
  base64(media: Media): Promise<unknown> {
    return Promise.resolve(asBase64(media));
  }

  *take({ type, index = 0, message, content_block, delta, usage }: CraneEvent, state: CraneState): Iterable<ChatEvent> {
    if (type === 'message_start') state.counted = message?.usage;
    else if (type === 'content_block_start') yield* this.begin(index, content_block, state);
    else if (type === 'content_block_delta') yield* this.delta(index, delta, state);
    else if (type === 'message_delta') {
      if (usage !== undefined) state.counted = { ...state.counted, ...usage };
      state.stopReason = delta?.stop_reason ?? state.stopReason;
    } else if (type === 'message_stop') yield* this.finish(state);
  }

  *begin(index: number, block: CraneBlock | undefined, { calls }: CraneState): Iterable<ChatEvent> {
    if (block?.type === 'redacted_thinking' && block.data !== undefined) {
      yield {
        type: 'reasoning-detail',
        detail: { type: 'redacted_thinking', format: 'crane', index, data: block.data },
      };
    }
    if (block?.type !== 'tool_use') return;
    calls.set(index, calls.size);
    yield { type: 'tool-call-delta', index: calls.size - 1, id: block.id, name: block.name };
  }

  *delta(index: number, delta: CraneDelta | undefined, { calls, thoughts }: CraneState): Iterable<ChatEvent> {
    if (delta?.text) yield { type: 'text-delta', text: delta.text };
    if (delta?.thinking) {
      thoughts.set(index, `${thoughts.get(index) ?? ''}${delta.thinking}`);
      yield { type: 'reasoning-delta', text: delta.thinking };
    }
    if (delta?.signature) yield this.thought(index, thoughts.get(index) ?? '', delta.signature);
    if (delta?.partial_json) {
      yield { type: 'tool-call-delta', index: calls.get(index) ?? 0, arguments: delta.partial_json };
    }
  }

  thought(index: number, thinking: string, signature: string): ChatEvent {
    return { type: 'reasoning-detail', detail: { type: 'thinking', format: 'crane', index, thinking, signature } };
  }

  *finish({ stopReason, counted }: CraneState): Iterable<ChatEvent> {
    if (stopReason === undefined) return;
    yield { type: 'finish', reason: this.reason(stopReason), rawReason: stopReason, usage: this.usage(counted) };
  }

  reason(word: string): FinishReason {
    return craneReasons.get(word) ?? 'other';
  }

  usage({ input_tokens, cache_read_input_tokens = 0, output_tokens }: CraneUsage = {}): Usage | undefined {
    if (input_tokens === undefined || output_tokens === undefined) return undefined;
    return { inputTokens: input_tokens + cache_read_input_tokens, outputTokens: output_tokens };
  }
}

const craneReasons = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
]);

/** The plugin, as a package would export it, with a key. */
export function crane(
  Kind: new (options: CraneOptions, host: ProviderHost) => Provider = Crane,
  definition: Partial<ProviderDefinition<CraneOptions>> = {},
): ConfiguredProvider {
  return defineProvider<CraneOptions>({
    id: 'crane',
    models: craneModels,
    options: anyOptions<CraneOptions>(),
    environment: { apiKey: 'CRANE_API_KEY' },
    secrets: ['apiKey'],
    create: (options, host) => new Kind(options, host),
    ...definition,
  })({ apiKey: '{{apiKey}}' });
}
