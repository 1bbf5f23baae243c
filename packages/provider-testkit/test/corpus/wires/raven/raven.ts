import { openCookies, type Cookies } from '@plugboard/core/cookies';
import {
  createTokens,
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
  type LoadedToken,
  type Media,
  type MediaReference,
  type Model,
  type Provider,
  type ProviderDefinition,
  type ProviderHost,
  type Tokens,
  type Usage,
} from '@plugboard/core/provider';
import { anyOptions, textOf } from '../options.ts';

/**
 * The Raven is a chat site: saved cookies are good for a token at one host, the token for everything at another one. Pictures
 * are uploaded, and each event repeats the whole text so far.
 */
export interface RavenOptions {
  readonly cookies?: Readonly<Record<string, string>> | undefined;
}

export interface RavenSession {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn?: number;
}

export interface RavenEvent {
  readonly type?: string;
  readonly text?: string;
  readonly finish_reason?: string | null;
  readonly metadata?: { readonly input_tokens?: number; readonly output_tokens?: number };
  readonly error?: { readonly message: string; readonly type?: string };
}

/** What is known of an answer while it is read. */
export interface RavenState {
  text: string;
}

export const login = new URL('https://login.raven.example');
export const site = 'https://raven.example';
export const ravenModels: readonly Model[] = [
  { id: 'raven-core', input: ['image'] },
  { id: 'raven-edge', input: ['image'] },
];

/** A right provider for the Raven. Faults override what they get wrong. */
export class Raven implements Provider {
  readonly accepts: Accepts = {
    parameters: ['temperature', 'max_tokens', 'stop', 'seed'],
    extra: ['use_search', 'style'],
    extraTypes: { use_search: 'boolean', style: 'string' },
  };
  readonly options: RavenOptions;
  readonly host: ProviderHost;
  readonly token: Tokens;

  constructor(options: RavenOptions, host: ProviderHost) {
    this.options = options;
    this.host = host;
    this.token = this.makeToken();
  }

  async upload(file: Media, call: Call): Promise<MediaReference> {
    const request = { phase: 'upload', url: '/api/files', form: { purpose: 'chat', file } } as const;
    const { url } = (await this.open(call).json(request)) as { readonly url: string };
    return { url };
  }

  async *stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent> {
    const http = this.open(call);
    const state: RavenState = { text: '' };
    for await (const { data } of http.events({ phase: 'chat', url: '/api/chat', json: this.body(request) })) {
      const event = JSON.parse(data) as RavenEvent;
      if (event.error !== undefined) throw http.failure('chat', { error: event.error });
      yield* this.take(event, state);
      if (event.finish_reason) return;
    }
  }

  makeToken(): Tokens {
    return createTokens(this.host, (http) => this.loadToken(http));
  }

  async loadToken(http: Http): Promise<LoadedToken> {
    const cookies = await this.openCookies();
    const request = { phase: 'auth', url: '/api/token', cookies } as const;
    const session = (await http.with({ baseUrl: login }).json(request)) as RavenSession;
    return { value: session.accessToken, expiresAt: this.expiry(session) };
  }

  expiry({ expiresIn }: RavenSession): number | undefined {
    return expiresIn === undefined ? undefined : this.host.now() + expiresIn * 1000;
  }

  openCookies(): Promise<Cookies> {
    const { cookies } = this.options;
    if (cookies === undefined) throw new PlugboardError('auth_missing', 'Save the cookies of the site, and pass them.');
    return openCookies(cookies, this.host, login);
  }

  open(call: Call): Http {
    return call.http.with({ baseUrl: site, token: this.token });
  }

  body({ model, messages, parameters, extra }: ChatRequest): Record<string, unknown> {
    return {
      model_name: model,
      conversation: messages.map((message) => this.turn(message)),
      ...this.parameters(parameters),
      ...this.extra(extra),
    };
  }

  parameters({ seed, stop, ...others }: ChatParameters): object {
    return {
      ...others,
      ...(seed !== undefined && { random_seed: seed }),
      ...(stop !== undefined && { stop_words: stop }),
    };
  }

  extra(extra: Readonly<Record<string, unknown>>): object {
    return extra;
  }

  turn({ role, content }: ChatMessage): object {
    const type = { system: 'system', user: 'human', assistant: 'model', tool: 'human' }[role];
    const media = content.flatMap((part) => ('source' in part ? [part.source] : []));
    return { type, text: textOf(content), ...(media.length > 0 && { media_urls: media }) };
  }

  *take({ text, finish_reason, metadata }: RavenEvent, state: RavenState): Iterable<ChatEvent> {
    if (text !== undefined && text !== state.text) {
      yield text.startsWith(state.text)
        ? { type: 'text-delta', text: text.slice(state.text.length) }
        : { type: 'text-revised', text };
      state.text = text;
    }
    if (finish_reason) {
      yield {
        type: 'finish',
        reason: this.reason(finish_reason),
        rawReason: finish_reason,
        usage: this.usage(metadata),
      };
    }
  }

  reason(word: string): FinishReason {
    return ({ stop: 'stop', context: 'length', length: 'length' }[word] as FinishReason | undefined) ?? 'other';
  }

  usage({ input_tokens, output_tokens }: NonNullable<RavenEvent['metadata']> = {}): Usage | undefined {
    if (input_tokens === undefined || output_tokens === undefined) return undefined;
    return { inputTokens: input_tokens, outputTokens: output_tokens };
  }
}

/** The plugin, as a package would export it, with cookies. */
export function raven(
  Kind: new (options: RavenOptions, host: ProviderHost) => Provider = Raven,
  definition: Partial<ProviderDefinition<RavenOptions>> = {},
): ConfiguredProvider {
  return defineProvider<RavenOptions>({
    id: 'raven',
    models: ravenModels,
    options: anyOptions<RavenOptions>(),
    create: (options, host) => new Kind(options, host),
    ...definition,
  })({ cookies: { nest: '{{nest}}' } });
}
