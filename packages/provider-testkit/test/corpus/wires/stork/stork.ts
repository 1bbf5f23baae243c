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

/** The Stork runs on the user's own machine: no key, JSON by lines, pictures beside the text, tools without ids. */
export interface StorkOptions {
  readonly baseUrl?: string | undefined;
}

export interface StorkLine {
  readonly message?: {
    readonly content?: string;
    readonly thinking?: string;
    readonly tool_calls?: readonly StorkCall[];
  };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
  readonly error?: string;
}

export interface StorkCall {
  readonly function: { readonly name: string; readonly arguments: object };
}

/** What is known of an answer while it is read. */
export interface StorkState {
  calls: number;
}

export const storkModels: readonly Model[] = [
  { id: 'stork-vision', input: ['image'] },
  { id: 'stork-mini' },
  { id: 'stork:*' },
];

/** Bytes; what has longer lines is no answer of the Stork. */
const longestLine = 1_048_576;

/** A right provider for the Stork. Faults override what they get wrong. */
export class Stork implements Provider {
  readonly accepts: Accepts = {
    parameters: ['temperature', 'top_p', 'top_k', 'max_tokens', 'stop', 'seed'],
    extra: ['keep_alive', 'think'],
    extraTypes: { keep_alive: 'string', think: 'boolean' },
    tools: true,
    responseFormat: ['json_object', 'json_schema'],
  };
  readonly options: StorkOptions;
  readonly host: ProviderHost;

  constructor(options: StorkOptions, host: ProviderHost) {
    this.options = options;
    this.host = host;
  }

  async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: StorkState = { calls: 0 };
    for await (const text of this.lines(this.bytes(http, await this.body(request)))) {
      const line = JSON.parse(text) as StorkLine;
      if (line.error !== undefined) throw http.failure('chat', { error: { message: line.error } });
      yield* this.take(line, state);
      if (line.done === true) return;
    }
  }

  async listModels(call: Call): Promise<readonly Model[]> {
    const tags = (await this.open(call).json({ phase: 'models', url: '/api/tags' })) as {
      readonly models: readonly { readonly name: string }[];
    };
    return tags.models.map(({ name }) => ({ id: name }));
  }

  open(call: Call): Http {
    return call.http.with({ baseUrl: this.options.baseUrl ?? 'http://localhost:11434' });
  }

  bytes(http: Http, json: object): AsyncIterable<Uint8Array> {
    return http.bytes({ phase: 'chat', url: '/api/chat', json });
  }

  async *lines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of bounded(bytes)) {
      rest += decoder.decode(piece, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') yield line;
    }
    rest += decoder.decode();
    if (isJson(rest)) yield rest;
  }

  async body(request: ChatRequest): Promise<object> {
    const { model, messages, parameters, extra, tool_choice = 'auto', response_format } = request;
    if (tool_choice !== 'auto' && tool_choice !== 'none') {
      throw new PlugboardError('unsupported', 'The Stork chooses its tools itself; leave tool_choice out.');
    }
    const tools = tool_choice === 'none' ? undefined : request.tools;
    const names = new Map(
      messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id, function: { name } }) => [id, name] as const)),
    );
    const options = this.parameters(parameters);
    return {
      model,
      messages: await Promise.all(messages.map((message) => this.message(message, names))),
      stream: true,
      ...(Object.keys(options).length > 0 && { options }),
      ...(tools !== undefined && { tools }),
      ...(response_format !== undefined && { format: this.format(response_format) }),
      ...extra,
    };
  }

  parameters({ max_tokens, ...others }: ChatParameters): object {
    return { ...others, ...(max_tokens !== undefined && { num_predict: max_tokens }) };
  }

  format(format: NonNullable<ChatRequest['response_format']>): unknown {
    return format.type === 'json_schema' ? (format.json_schema.schema ?? 'json') : 'json';
  }

  async message(message: ChatMessage, names: ReadonlyMap<string, string>): Promise<object> {
    const { role, content, tool_calls, tool_call_id } = message;
    const images = await this.images(content.flatMap((part) => ('source' in part ? [part.source] : [])));
    return {
      role,
      content: textOf(content),
      ...(images.length > 0 && { images }),
      ...(tool_calls !== undefined && {
        tool_calls: tool_calls.map(({ function: { name, arguments: text } }) => ({
          function: { name, arguments: text === '' ? {} : (JSON.parse(text) as unknown) },
        })),
      }),
      ...(tool_call_id !== undefined && { tool_name: names.get(tool_call_id) }),
    };
  }

  async images(sources: readonly (string | Media)[]): Promise<readonly unknown[]> {
    const images: unknown[] = [];
    for (const source of sources) if (typeof source !== 'string') images.push(await this.base64(source));
    return images;
  }

  /** What becomes base64 in the body. */
  base64(media: Media): Promise<unknown> {
    return Promise.resolve(asBase64(media));
  }

  *take(line: StorkLine, state: StorkState): Iterable<ChatEvent> {
    const { content, thinking, tool_calls = [] } = line.message ?? {};
    if (thinking) yield { type: 'reasoning-delta', text: thinking };
    if (content) yield { type: 'text-delta', text: content };
    for (const called of tool_calls) yield this.call(called, state.calls++);
    if (line.done === true) yield this.finish(line, state);
  }

  call({ function: { name, arguments: args } }: StorkCall, index: number): ChatEvent {
    return { type: 'tool-call-delta', index, id: this.callId(name), name, arguments: JSON.stringify(args) };
  }

  /** The service gives its calls no ids. */
  callId(_name: string): string {
    return `call_${this.host.random().toString(36).slice(2)}${this.host.random().toString(36).slice(2)}`;
  }

  finish(line: StorkLine, { calls }: StorkState): ChatEvent {
    const rawReason = line.done_reason ?? 'stop';
    const reason = calls > 0 && rawReason === 'stop' ? 'tool-calls' : this.reason(rawReason);
    return { type: 'finish', reason, rawReason, usage: this.usage(line) };
  }

  reason(word: string): FinishReason {
    return word === 'stop' || word === 'length' ? word : 'other';
  }

  usage({ prompt_eval_count, eval_count }: StorkLine): Usage | undefined {
    if (prompt_eval_count === undefined || eval_count === undefined) return undefined;
    return { inputTokens: prompt_eval_count, outputTokens: eval_count };
  }
}

/** The same bytes, as long as their lines have an end. */
export async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const piece of bytes) {
    const last = piece.lastIndexOf(10);
    length = last === -1 ? length + piece.length : piece.length - last - 1;
    if (length > longestLine) throw new PlugboardError('protocol_error', 'The Stork sent a line without an end.');
    yield piece;
  }
}

/** Half a line at the end of a body is one that was cut off. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The plugin, as a package would export it. */
export function stork(
  Kind: new (options: StorkOptions, host: ProviderHost) => Provider = Stork,
  definition: Partial<ProviderDefinition<StorkOptions>> = {},
): ConfiguredProvider {
  return defineProvider<StorkOptions>({
    id: 'stork',
    models: storkModels,
    options: anyOptions<StorkOptions>(),
    create: (options, host) => new Kind(options, host),
    ...definition,
  })({});
}
