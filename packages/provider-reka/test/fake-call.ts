import {
  PlugboardError,
  type Http,
  type HttpDefaults,
  type HttpRequest,
  type ProviderHost,
  type ServerSentEvent,
  type UploadCall,
} from '@plugboard/core/provider';

/** What a scripted service answers: a JSON value, an error, or the data of events. */
export type Scripted =
  | { readonly json: unknown }
  | { readonly error: PlugboardError }
  | { readonly events: readonly (object | string)[] };

/** A request as the provider made it. */
export interface Sent {
  readonly request: HttpRequest;
  readonly defaults: HttpDefaults;
  readonly token: string | undefined;
}

/** A scripted `Http`: tells what was sent, checks nothing of the wire. That is for tests with a real one. */
export interface FakeService {
  readonly http: Http;
  readonly sent: Sent[];
  readonly warnings: string[];
  readonly logged: string[];
  readonly host: ProviderHost;
  readonly call: UploadCall;
}

/** A service that answers by address. */
export function fakeService(
  answers: Readonly<Record<string, Scripted>>,
  now = (): number => 1_700_000_000_000,
): FakeService {
  const sent: Sent[] = [];
  const warnings: string[] = [];
  const logged: string[] = [];
  const signal = new AbortController().signal;

  function httpWith(defaults: HttpDefaults): Http {
    const answer = async (request: HttpRequest): Promise<Scripted> => {
      sent.push({ request, defaults, token: (await defaults.token?.get(signal)) ?? bearerOf(defaults) });
      const scripted = answers[String(request.url)] ?? { error: new PlugboardError('bad_request', 'No such address.') };
      if ('error' in scripted) throw scripted.error;
      return scripted;
    };
    return {
      async json(request) {
        const scripted = await answer(request);
        return 'json' in scripted ? scripted.json : undefined;
      },
      async *events(request): AsyncGenerator<ServerSentEvent> {
        const scripted = await answer(request);
        for (const event of 'events' in scripted ? scripted.events : []) {
          yield { event: 'message', data: typeof event === 'string' ? event : JSON.stringify(event) };
        }
      },
      async *bytes() {
        yield new Uint8Array();
      },
      with: (more) => httpWith({ ...defaults, ...more }),
      failure: (phase) => new PlugboardError('server_error', 'The service failed.', { phase }),
    };
  }

  const http = httpWith({});
  const host: ProviderHost = {
    id: 'reka',
    log: { debug: (message) => void logged.push(message), warn: (message) => void logged.push(message) },
    http,
    now,
    random: () => 0.5,
    resolvePath: (path) => path,
  };
  return {
    http,
    sent,
    warnings,
    logged,
    host,
    call: {
      signal,
      http,
      sleep: () => Promise.resolve(),
      warn: (given) => void warnings.push(typeof given === 'string' ? given : given.message),
      files: [],
      index: 0,
    },
  };
}

function bearerOf({ headers }: HttpDefaults): string | undefined {
  const given = Object.entries(headers ?? {}).find(([name]) => name === 'authorization')?.[1];
  return /^Bearer (.+)$/.exec(String(given))?.[1];
}

/** Everything that a stream gives. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A JWE-shaped session that ends at a time in ms; nothing in it is a secret. */
export function fakeSession(expiresAt: number): string {
  const header = { alg: 'dir', enc: 'A256GCM', uat: 1, iat: 1, exp: expiresAt / 1000 };
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}..fake-vector.fake-text.fake-tag`;
}

/** A JWT-shaped token that ends at a time in ms. */
export function fakeToken(expiresAt: number, name = 'one'): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ exp: expiresAt / 1000, jti: name })}.fake-signature`;
}
