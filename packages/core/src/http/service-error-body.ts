/** What a service says of its own failure. */
export interface ServiceError {
  readonly message: string | undefined;
  /** Its own code or type, such as `rate_limit_error`. */
  readonly code: string | undefined;
  /** Which parameter it is about. */
  readonly param: string | undefined;
  /** All words that tell the kind of failure. */
  readonly words: readonly string[];
  /** An HTTP status that the body names. */
  readonly status: number | undefined;
}

/**
 * Reads the usual shapes: `{error: {type, message, code}}`, `{error: 'text'}`, `{detail: 'text'}`,
 * `{detail: [{loc, msg, type}]}`, `{message}`, a list of these (the first counts), and plain text. Only named fields are read, so nothing of the request that a
 * service echoes in others gets into a message.
 */
export function readServiceError(body: unknown): ServiceError {
  if (typeof body === 'string') {
    return {
      message: looksLikeMarkup(body) ? undefined : body,
      code: undefined,
      param: undefined,
      words: [],
      status: undefined,
    };
  }
  const outer = asRecord(Array.isArray(body) ? body[0] : body);
  const inner = asRecord(outer['error'] ?? outer['detail'] ?? outer['errors']);
  const kinds = [inner['code'], inner['type'], outer['code'], outer['type'], inner['status'], outer['error']];
  const words = kinds.filter((kind): kind is string => typeof kind === 'string' && /^[\w.-]{1,100}$/.test(kind));
  const issues = firstList(outer['detail'], outer['errors']);
  return {
    message: issues === undefined ? firstText(inner, outer) : issues.map(toIssue).filter(isText).join('; '),
    code: words[0] ?? issues?.map((issue) => asRecord(issue)['type']).find(isText),
    param: [inner['param'], outer['param'], issues?.map(paramOf).find(isText)].find(isText),
    words,
    status: [inner['status'], inner['code'], inner['status_code'], outer['status'], outer['status_code'], outer['code']]
      .map(toStatus)
      .find((status) => status !== undefined),
  };
}

function firstText(
  inner: Readonly<Record<string, unknown>>,
  outer: Readonly<Record<string, unknown>>,
): string | undefined {
  return [
    inner['message'],
    inner['msg'],
    inner['detail'],
    outer['message'],
    outer['error'],
    outer['detail'],
    outer['msg'],
  ].find(isText);
}

function firstList(...values: readonly unknown[]): readonly unknown[] | undefined {
  const list = values.find((value) => Array.isArray(value));
  // A list of a thousand faults says no more than its beginning.
  return list?.slice(0, 5);
}

function toIssue(issue: unknown): string | undefined {
  if (typeof issue === 'string') return issue;
  const { msg, message } = asRecord(issue);
  const text = [msg, message].find(isText);
  const path = pathOf(issue);
  return path === '' ? text : `${path}: ${text ?? 'invalid'}`;
}

/** The place of an issue in the request's body. */
function paramOf(issue: unknown): string {
  return pathOf(issue).replace(/^body\./, '');
}

function pathOf(issue: unknown): string {
  const { loc } = asRecord(issue);
  return Array.isArray(loc) ? loc.filter((step) => typeof step === 'string' || typeof step === 'number').join('.') : '';
}

function toStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function looksLikeMarkup(text: string): boolean {
  return /^\s*</.test(text);
}
