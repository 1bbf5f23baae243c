import { PlugboardError, type ErrorCode } from '@plugboard/core';
import type { ReplyHeaders } from '../exchange/exchange.ts';
import { Refusal } from './refusal.ts';

/** How a failure of a call reaches the client. */
interface Rule {
  readonly status: number;
  /** OpenAI's word for the kind of error. */
  readonly type: string;
  /** Statuses of the service that reach the client as they are. */
  readonly kept?: readonly number[] | undefined;
}

const invalid = 'invalid_request_error';
const failed = 'server_error';

/**
 * The rule for every code of a `PlugboardError`. 401 is only about the client's own key: if the service refuses the gateway's credential,
 * the client cannot change that.
 */
const rules: { readonly [Code in ErrorCode]: Rule } = {
  input_invalid: { status: 400, type: invalid },
  unsupported: { status: 400, type: invalid },
  model_ambiguous: { status: 400, type: invalid },
  bad_request: { status: 400, type: invalid, kept: [404, 409, 415, 422] },
  context_length_exceeded: { status: 400, type: invalid },
  model_not_found: { status: 404, type: invalid },
  limit_exceeded: { status: 413, type: invalid, kept: [400, 422] },
  permission_denied: { status: 403, type: 'permission_error' },
  rate_limited: { status: 429, type: 'rate_limit_error' },
  quota_exhausted: { status: 429, type: 'insufficient_quota' },
  config_invalid: { status: 500, type: failed },
  provider_load_failed: { status: 500, type: failed },
  auth_missing: { status: 502, type: failed },
  auth_expired: { status: 502, type: failed },
  auth_rejected: { status: 502, type: failed },
  challenged: { status: 502, type: failed },
  server_error: { status: 502, type: failed, kept: [500, 503, 504] },
  connection_failed: { status: 502, type: failed },
  protocol_error: { status: 502, type: failed },
  stream_truncated: { status: 502, type: failed },
  empty_response: { status: 502, type: failed },
  output_invalid: { status: 502, type: failed },
  timeout: { status: 504, type: failed },
  aborted: { status: 503, type: failed },
  closed: { status: 503, type: failed },
};

/** An error as the client gets it. */
export interface ErrorReply {
  readonly status: number;
  readonly headers: ReplyHeaders;
  /** `error` of the body. */
  readonly error: Readonly<Record<string, unknown>> & { readonly code: string; readonly message: string };
}

/**
 * OpenAI's error for a failure.
 *
 * @param additions - Whether it also names the provider that failed.
 */
export function toErrorReply(error: unknown, additions: boolean): ErrorReply {
  if (error instanceof Refusal) {
    const { message, type, code, status, headers } = error;
    return { status, headers, error: { message, type, param: error.param ?? null, code } };
  }
  if (PlugboardError.isInstance(error)) return fromCall(error, additions);
  const message = 'The gateway failed. Its log has the reason, under the id of this request.';
  return { status: 500, headers: {}, error: { message, type: failed, param: null, code: 'internal_error' } };
}

function fromCall(error: PlugboardError, additions: boolean): ErrorReply {
  const { code, message, retryAfterMs } = error;
  const { type } = rules[code];
  const status = statusOf(error);
  return {
    status,
    headers: {
      ...(retryAfterMs !== undefined && {
        'retry-after': String(Math.ceil(retryAfterMs / 1000)),
        'retry-after-ms': String(Math.ceil(retryAfterMs)),
      }),
      // Otherwise official clients would retry 408, 409, 429 and every 5xx.
      ...(!isWorthAnother(error) && status !== 400 && { 'x-should-retry': 'false' }),
    },
    error: { message, type, param: error.param ?? null, code, ...(additions && factsOf(error)) },
  };
}

/**
 * Whether the client should retry. If the gateway has retried already, its attempts and those of the client would multiply. If the service
 * says how long to wait, it expects another attempt after that.
 */
function isWorthAnother({ retryable, attempts, retryAfterMs }: PlugboardError): boolean {
  return retryable && (attempts.length < 2 || retryAfterMs !== undefined);
}

function statusOf({ code, status, phase, serviceCode }: PlugboardError): number {
  const rule = rules[code];
  if (status !== undefined && rule.kept?.includes(status) === true) return status;
  // Not the request was too large, but the answer.
  if (code === 'limit_exceeded' && status === undefined && phase !== 'setup' && serviceCode === undefined) return 502;
  return rule.status;
}

function factsOf(error: PlugboardError): object {
  return {
    provider: error.provider,
    model: error.model,
    service_code: error.serviceCode,
    service_request_id: error.requestId,
    attempts: error.attempts.length === 0 ? undefined : error.attempts,
  };
}
