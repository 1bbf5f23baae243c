import type { WirePhase } from '../errors/codes.ts';
import type { RequestBody } from './body/request-body.ts';
import type { HeaderTable } from './request-headers.ts';
import type { RequestTarget } from './request-url.ts';

/** A request on its way to be sent: checked; what identifies its sender is added last. */
export interface PreparedRequest {
  readonly phase: WirePhase;
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: HeaderTable;
  readonly body: RequestBody | undefined;
  /** The token in its headers, to be told when it is refused. */
  token: string | undefined;
}
