import type { Client } from '@plugboard/core';
import type { AccessEntry } from './operation/access-entry.ts';

/** How a gateway serves. */
export interface GatewayOptions {
  /** Reaches the services. The gateway does not close it. */
  readonly client: Client;
  /**
   * Who may come in. Without keys, requests to the names of this machine are served and all others are refused; `false`: everybody is
   * served, because the program around `fetch` lets nobody else through.
   */
  readonly keys?: readonly GatewayKey[] | false | undefined;
  /** Origins of web pages elsewhere that may call, such as `https://chat.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Names, besides those of this machine, under which the gateway may be called, with or without port. Default with keys: every name. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The most bytes of a body, as it arrives and inflated. Default 64 MiB. */
  readonly bodyLimit?: number | undefined;
  /** What a stream sends while the model is silent. Default `'comment'`. */
  readonly keepAlive?: false | 'comment' | 'chunk' | KeepAliveOptions | undefined;
  /** Whether answers and errors say what OpenAI's do not: `provider`, `service`, `warnings`, `attempts`. Default true. */
  readonly additions?: boolean | undefined;
  /** Parameters of Plugboard that clients may give. Default: both. */
  readonly allow?: readonly ('provider' | 'provider_options')[] | undefined;
  /** Whether `GET /` is a page to chat with. Default true. */
  readonly page?: boolean | undefined;
  /** Is told of every request once it is over. Nothing of its content is in there. */
  readonly accessLog?: ((entry: AccessEntry) => void) | undefined;
  /** Is told of failures that are the gateway's own, with the id of the request. */
  readonly onFault?: ((error: unknown, requestId: string) => void) | undefined;
}

/** Options that only a program can give: code, and the client. */
type ProgramOption = 'client' | 'accessLog' | 'onFault';

/** What a config may say about a gateway. */
export type ConfigurableOptions = Omit<GatewayOptions, ProgramOption>;

/** Every option, and who may give it. The type lets none be forgotten here. */
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

/** How silence is bridged. */
export interface KeepAliveOptions {
  /** `'comment'`: a comment, which no client shows. `'chunk'`: an empty chunk, for clients that wait for chunks. Default `'comment'`. */
  readonly form?: 'comment' | 'chunk' | undefined;
  /** Milliseconds of silence between two. Default 15,000. */
  readonly intervalMs?: number | undefined;
  /** Milliseconds until the first one goes out with status 200: failures after that come inside of the stream. Default 10,000. */
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
  /** Default: none. */
  readonly limits?: KeyLimits | undefined;
}

/** What a key may use. */
export interface KeyLimits {
  /** In any 60 seconds. */
  readonly requestsPerMinute?: number | undefined;
  /** Tokens of prompts and answers in any 60 seconds. A request is refused once they are used up; the one that does so is served. */
  readonly tokensPerMinute?: number | undefined;
  /** At the same time. */
  readonly concurrent?: number | undefined;
}
