import { openCookies } from '@plugboard/core/cookies';
import {
  createTokens,
  defineProvider,
  PlugboardError,
  type Accepts,
  type Call,
  type ChatEvent,
  type ChatRequest,
  type FinishReason,
  type Http,
  type HttpDefaults,
  type LoadedToken,
  type Media,
  type MediaReference,
  type Model,
  type Provider,
  type ProviderDefinition,
  type ProviderHost,
  type ProviderPlugin,
  type Tokens,
  type Usage,
} from '@plugboard/core/provider';

/** Options of the made-up service. */
export interface FakeOptions {
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  readonly clientKey?: string | undefined;
}

/** What an instance is made of; a mutant puts something else in the place of one part. */
export interface FakeParts {
  readonly host: ProviderHost;
  readonly options: FakeOptions;
  token: Tokens;
  newTokens(phase?: 'auth' | 'chat'): Tokens;
  /** When a token ends that lives so many seconds. */
  expiresAt(seconds: number): number;
  defaults(): HttpDefaults;
  open(http: Http): Http;
  accepts: Accepts;
  path(): string;
  body(request: ChatRequest): object;
  read(call: Call, body: object): AsyncIterable<string>;
  toEvents(data: string, http: Http, request: ChatRequest): readonly ChatEvent[];
  stream(request: ChatRequest, call: Call): AsyncIterable<ChatEvent>;
  upload: ((media: Media, call: Call) => Promise<MediaReference>) | undefined;
  listModels: ((call: Call) => Promise<readonly Model[]>) | undefined;
  close: (() => Promise<void>) | undefined;
}

/** What is changed in a mutant. */
export interface Mutation {
  readonly definition?: Partial<ProviderDefinition<FakeOptions>> | undefined;
  /** Called in `create`, before anything else. */
  readonly create?: ((options: FakeOptions, host: ProviderHost) => void) | undefined;
  readonly parts?: ((parts: FakeParts) => Partial<FakeParts>) | undefined;
}

export const origin = 'https://chat.fake.example';

/** A correct provider over HTTP with a session and uploads, or one that is wrong in one thing. */
export function fakeSession(mutation: Mutation = {}): ProviderPlugin<FakeOptions> {
  return defineProvider<FakeOptions>({
    id: 'fake',
    models: [{ id: 'fake-one', aliases: ['one'], input: ['image', 'pdf'] }, { id: 'fake-*' }],
    options: {
      '~standard': { version: 1, vendor: 'fake', validate: (value) => ({ value: value as FakeOptions }) },
    },
    environment: { clientKey: 'FAKE_CLIENT_KEY' },
    secrets: ['clientKey'],
    ...mutation.definition,
    create(options, host) {
      mutation.create?.(options, host);
      const parts = partsOf(options, host);
      Object.assign(parts, mutation.parts?.({ ...parts }));
      return providerOf(parts);
    },
  });
}

function providerOf(parts: FakeParts): Provider {
  return {
    get accepts() {
      return parts.accepts;
    },
    stream: (request, call) => parts.stream(request, call),
    ...(parts.upload !== undefined && { upload: parts.upload }),
    ...(parts.listModels !== undefined && { listModels: parts.listModels }),
    ...(parts.close !== undefined && { close: parts.close }),
  };
}

function partsOf(options: FakeOptions, host: ProviderHost): FakeParts {
  const newTokens = (phase: 'auth' | 'chat' = 'auth'): Tokens =>
    createTokens(host, async (http) => {
      if (options.cookies === undefined) throw missing();
      const cookies = await openCookies(options.cookies, host, new URL(origin));
      const answer = await http.with({ baseUrl: origin }).json({ phase, url: '/token', cookies });
      return tokenOf(answer, parts.expiresAt);
    });
  const parts: FakeParts = {
    host,
    options,
    token: newTokens(),
    newTokens,
    expiresAt: (seconds) => host.now() + seconds * 1000,
    defaults: () => ({ baseUrl: origin, token: parts.token, headers: { 'x-client': options.clientKey ?? '' } }),
    open: (http) => http.with(parts.defaults()),
    accepts: {
      parameters: ['temperature', 'max_tokens', 'seed', 'stop'],
      extra: ['tone'],
      extraTypes: { tone: 'string' },
      remoteMedia: true,
      imageDetail: true,
      tools: true,
      responseFormat: ['json_object', 'json_schema'],
    },
    path: () => '/chat',
    body: toBody,
    async *read(call, json) {
      for await (const { data } of parts.open(call.http).events({ phase: 'chat', url: parts.path(), json })) yield data;
    },
    toEvents,
    async *stream(request, call) {
      if (options.cookies === undefined) throw missing();
      for await (const data of parts.read(call, parts.body(request))) {
        for (const event of parts.toEvents(data, parts.open(call.http), request)) {
          yield event;
          if (event.type === 'finish') return;
        }
      }
    },
    async upload(media, call) {
      if (options.cookies === undefined) throw missing();
      const answer = await parts.open(call.http).json({ phase: 'upload', url: '/upload', form: { file: media } });
      return { url: String(Reflect.get(Object(answer), 'url')) };
    },
    async listModels(call) {
      const answer = await parts.open(call.http).json({ phase: 'models', url: '/models' });
      return (answer as readonly string[]).map((id) => ({ id }));
    },
    close: async () => {},
  };
  return parts;
}

/** The token of an answer, and when it ends. */
export function tokenOf(answer: unknown, expiresAt: FakeParts['expiresAt']): LoadedToken {
  const { token, expires_in: seconds } = answer as { readonly token?: unknown; readonly expires_in?: number };
  if (typeof token !== 'string') throw new PlugboardError('auth_rejected', 'The service gave no token.');
  return { value: token, ...(seconds !== undefined && { expiresAt: expiresAt(seconds) }) };
}

export function missing(): PlugboardError {
  return new PlugboardError('auth_missing', 'Pass cookies.', { phase: 'auth' });
}

export function toBody(request: ChatRequest): object {
  const { model, messages, parameters, extra, tools, tool_choice: pick, response_format: form } = request;
  const turns = messages.map(({ role, content, tool_calls: calls, tool_call_id: answers }) => ({
    role,
    content: content.map((part) =>
      part.type === 'text' ? part.text : { [part.type]: part.source, look: part.detail },
    ),
    calls: calls?.map(({ id, function: { name, arguments: args } }) => ({ id, name, args })),
    answers,
  }));
  return {
    model,
    messages: turns,
    functions: tools?.map((tool) => tool.function),
    pick,
    form,
    ...parameters,
    ...extra,
  };
}

/** What the made-up service says in one event. */
interface Wire {
  readonly delta?: string;
  readonly thinking?: string;
  readonly source?: { readonly url: string; readonly title: string };
  readonly call?: { readonly nr: number; readonly id?: string; readonly name?: string; readonly args: string };
  readonly end?: string;
  readonly usage?: { readonly in?: number; readonly out?: number };
  readonly error?: object;
}

const reasons = new Map<string, FinishReason>([
  ['done', 'stop'],
  ['full', 'length'],
  ['tools', 'tool-calls'],
]);

export function toEvents(data: string, http: Http, { messages }: Pick<ChatRequest, 'messages'>): readonly ChatEvent[] {
  const { delta, thinking, source, call, end, usage, error } = JSON.parse(data) as Wire;
  if (error !== undefined) throw http.failure('chat', { error });
  if (thinking !== undefined) return [{ type: 'reasoning-delta', text: thinking }];
  if (source !== undefined) return [{ type: 'source', ...source }];
  if (delta !== undefined) return [{ type: 'text-delta', text: delta }];
  if (call !== undefined) {
    const { nr: index, name, args } = call;
    const id = call.id ?? (name === undefined ? undefined : `made-${callsIn(messages) + index}`);
    return [{ type: 'tool-call-delta', index, id, name, arguments: args }];
  }
  if (end === undefined) return [];
  return [{ type: 'finish', reason: reasons.get(end) ?? 'other', rawReason: end, usage: counted(usage) }];
}

function counted({ in: input, out: output }: NonNullable<Wire['usage']> = {}): Usage | undefined {
  return input === undefined || output === undefined ? undefined : { inputTokens: input, outputTokens: output };
}

function callsIn(messages: ChatRequest['messages']): number {
  return messages.reduce((count, message) => count + (message.tool_calls?.length ?? 0), 0);
}
