import type { Client } from '@plugboard/core';
import type { AccessEntry } from './operation/access-entry.ts';

/** How a gateway serves. */
export interface GatewayOptions {
  /** Reaches the services. The gateway does not close it. */
  readonly client: Client;
  /**
   * The keys of the clients. Without keys, only requests to a name of this machine are served. `false`: every request is served, because
   * the program around `fetch` controls access.
   */
  readonly keys?: readonly GatewayKey[] | false | undefined;
  /** Origins of web pages elsewhere that may call, such as `https://chat.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Names, besides those of this machine, by which the gateway may be called, with or without port. Default: none without keys, every name
   * with keys.
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The most bytes of a body, both compressed and decompressed. Default 64 MiB. */
  readonly bodyLimit?: number | undefined;
  /** What a stream sends while the model is silent. Default `'comment'`. */
  readonly keepAlive?: false | 'comment' | 'chunk' | KeepAliveOptions | undefined;
  /** Whether answers and errors have fields besides OpenAI's: `provider`, `service`, `warnings`, `attempts`. Default true. */
  readonly additions?: boolean | undefined;
  /** Parameters of Plugboard that clients may give. Default: both. */
  readonly allow?: readonly ('provider' | 'provider_options')[] | undefined;
  /** Whether `GET /` is a page to chat with. Default true. */
  readonly page?: boolean | undefined;
  /** Called for every request once it is over. The entry contains nothing of its content. */
  readonly accessLog?: ((entry: AccessEntry) => void) | undefined;
  /** Called for failures of the gateway itself, with the id of the request. */
  readonly onFault?: ((error: unknown, requestId: string) => void) | undefined;
}

/** Options that only a program can give: code, and the client. */
type ProgramOption = 'client' | 'accessLog' | 'onFault';

/** The options that a config may give. */
export type ConfigurableOptions = Omit<GatewayOptions, ProgramOption>;

/** Every option, and who may give it. The type makes sure that none is forgotten. */
const givers: { readonly [Name in keyof Required<GatewayOptions>]: Name extends ProgramOption ? 'program' : 'config' } =
  {
    client: 'program',
    keys: 'config',
    allowedOrigins: 'config',
    allowedHosts: 'config',
    bodyLimit: 'config',
    keepAlive: 'config',
    additions: 'config',
    allow: 'config',
    page: 'config',
    accessLog: 'program',
    onFault: 'program',
  };

/** The names of all options. */
export const optionNames: readonly string[] = Object.keys(givers);

/** The names of the options that a config may give. */
export const configurableOptionNames: readonly string[] = Object.entries(givers).flatMap(([name, giver]) =>
  giver === 'config' ? [name] : [],
);

/** What a stream sends while the model is silent. */
export interface KeepAliveOptions {
  /** `'comment'`: a comment, which no client shows. `'chunk'`: an empty chunk, for clients that wait for chunks. Default `'comment'`. */
  readonly form?: 'comment' | 'chunk' | undefined;
  /** Milliseconds of silence between two. Default 15,000. */
  readonly intervalMs?: number | undefined;
  /** Milliseconds until the first one, which begins the reply with status 200. Later failures come inside the stream. Default 10,000. */
  readonly firstMs?: number | undefined;
}

/** A client's key. */
export interface GatewayKey {
  /** The name of its owner in logs and metrics. */
  readonly name: string;
  /** What clients send as `Authorization: Bearer ...`. */
  readonly key: string;
  /** Models that it may ask for: names as clients write them, `instance/model`, and patterns such as `reka-*`. Default: all. */
  readonly models?: readonly string[] | undefined;
  /** Limits of this key. Default: none. */
  readonly limits?: KeyLimits | undefined;
}

/** What a key may use. */
export interface KeyLimits {
  /** Requests in any 60 seconds. */
  readonly requestsPerMinute?: number | undefined;
  /** Tokens of prompts and answers in any 60 seconds. Once they are used up, requests are refused. The one that uses them up is served. */
  readonly tokensPerMinute?: number | undefined;
  /** Requests at the same time. */
  readonly concurrent?: number | undefined;
}
