import type { RequestContext } from '../request-context.ts';

/** One path of the gateway. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As OpenAPI writes it: `/v1/models/{id}`. */
  readonly path: string;
  /** Whether it requires a key, if the gateway has keys. */
  readonly needsKey: boolean;
  /** The media type that its body must have. */
  readonly accepts?: string | undefined;
  /** Whether it counts as a request of its key. */
  readonly isLimited?: boolean | undefined;
  /** @param id - The text in the place of `{id}`, decoded. */
  handle(context: RequestContext, id: string): void | Promise<void>;
}
