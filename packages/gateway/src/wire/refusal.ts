/** The parts of a refusal: those of OpenAI's error body, status and headers. */
export interface RefusalDetails {
  /** HTTP status. */
  readonly status: number;
  /** One word for programs, such as `invalid_api_key`. */
  readonly code: string;
  /** OpenAI's word for the kind of error. Default: by status. */
  readonly type?: string | undefined;
  /** The part of the request that is at fault, such as `messages[0].content`. */
  readonly param?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A request that the gateway itself does not serve. The message is for the client that sent it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly param: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, { status, code, type, param, headers }: RefusalDetails) {
    super(message);
    this.status = status;
    this.code = code;
    this.type = type ?? typeOf(status);
    this.param = param;
    this.headers = headers ?? {};
  }
}

/** Most statuses have one word in OpenAI's errors. */
function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
