import type { Http } from './http.ts';

/** What core gives to an instance. It lives as long as the instance. */
export interface ProviderHost {
  /** The user's name for this instance, such as `reka` or `ollama`. */
  readonly id: string;
  /** Where the instance writes notes for the operator. Core removes secrets from them. */
  readonly log: Logger;
  /** For requests whose result several calls share, such as a token. They do not end when one call is aborted. */
  readonly http: Http;
  /** Milliseconds since the epoch, from the client's clock. */
  now(): number;
  /** 0 (inclusive) to 1 (exclusive), from the client's source of randomness. */
  random(): number;
  /**
   * Makes a path absolute: relative to the config file that the options came from, or else to the working directory.
   */
  resolvePath(path: string): string;
}

/** Takes notes for the operator; `console` fits. Records never contain secrets, prompts or bodies. */
export interface Logger {
  debug(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
}
