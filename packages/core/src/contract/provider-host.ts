import type { Http } from './http.ts';

/** Lives as long as the instance. */
export interface ProviderHost {
  /** The user's name for this instance, such as `reka` or `ollama`. */
  readonly id: string;
  readonly log: Logger;
  /** For what several calls share, such as a token: not tied to one call's abort. */
  readonly http: Http;
  /** Milliseconds since the epoch, from the client's clock. */
  now(): number;
  /** 0 (inclusive) to 1 (exclusive), from the client's source of randomness. */
  random(): number;
  /** Resolves a path relative to the file that the options came from, otherwise to the working folder. */
  resolvePath(path: string): string;
}

/** Where notes for the operator go; `console` fits. Records never hold secrets, prompts or bodies. */
export interface Logger {
  debug(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
}
