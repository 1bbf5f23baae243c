import type { HttpDefaults } from '../contract/http.ts';
import type { HttpScope } from './http-scope.ts';
import type { Credential } from './request-credentials.ts';

/** What all requests of one `Http` share. */
export interface HttpSettings {
  readonly scope: HttpScope;
  readonly defaults: HttpDefaults;
  /** The token of the latest request, to be dropped when the service refuses it inside a stream. */
  tokenInUse: string | undefined;
  /** What the latest request was sent with. */
  credentialInUse: Credential;
}
