import type { ReceivedRequest } from './received-request.ts';

/** Which requests an answer is for. An absent field matches everything. */
export type RequestMatcher =
  | {
      readonly method?: string | undefined;
      /** The path without its query, exactly. */
      readonly path?: string | undefined;
      /** Whether the connection has carried a request before. */
      readonly reused?: boolean | undefined;
    }
  | ((request: ReceivedRequest) => boolean);

/** Whether a request matches. Called once its headers are here, possibly before its body. */
export function matches(matcher: RequestMatcher, request: ReceivedRequest): boolean {
  if (typeof matcher === 'function') return matcher(request);
  if (matcher.method !== undefined && matcher.method !== request.method) return false;
  if (matcher.path !== undefined && matcher.path !== request.path.split('?', 1)[0]) return false;
  return matcher.reused === undefined || matcher.reused === request.reused;
}
