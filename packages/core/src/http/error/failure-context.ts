import type { WirePhase } from '../../errors/codes.ts';
import type { ErrorDetails } from '../../errors/plugboard-error.ts';
import type { Answer } from '../answer.ts';
import type { HttpDefaults } from '../../contract/http.ts';
import type { HttpScope } from '../http-scope.ts';
import { quotedText } from './quoted-text.ts';
import type { Credential } from '../request-credentials.ts';

/** What a judgement depends on besides the failure. */
export interface FailureContext {
  readonly scope: HttpScope;
  readonly phase: WirePhase;
  readonly method: string;
  readonly classify: HttpDefaults['classify'];
  /** By what the request said who sends it: decides what there is to do about a refusal. */
  readonly credential: Credential;
}

/** What the judgement of an answer depends on besides it. */
export interface JudgeContext extends FailureContext {
  /** Where the request went, for messages. */
  readonly host: string;
  /** The path of the request; never shown, as it may hold a key. */
  readonly path: string;
}

/** What an error says of the answer that it is about. */
export function detailsOf(answer: Answer, { scope, phase }: FailureContext): ErrorDetails {
  return { phase, status: answer.status, requestId: requestIdOf(answer.headers, scope), retryable: false };
}

/** The service's own id of the request. */
export function requestIdOf(headers: ReadonlyMap<string, string>, scope: HttpScope): string | undefined {
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray');
  return id === undefined ? undefined : quotedText(id, scope);
}
