import type { WirePhase } from '../errors/codes.ts';
import type { RequestBody } from './request-body.ts';
import type { HeaderTable } from './request-headers.ts';

/** A request that is ready to be sent: checked, with all its headers. */
export interface PreparedRequest {
  readonly phase: WirePhase;
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderTable;
  readonly body: RequestBody | undefined;
  /** The token in its headers, to be told when it is refused. */
  readonly token: string | undefined;
  /** Whether it says who sends it, so that a page instead of an answer means a session that has ended. */
  readonly identified: boolean;
}
