/** Fields that only failures have, in the spelling of {@link serviceFields}. */
const errorNames = ['error', 'errors', 'errorcode', 'errormsg', 'errormessage', 'fault', 'detail'];

/** No error is nested deeper. A value that is nested deeper counts as an error that is not empty. */
const maxDepth = 8;

/** Words and numbers with which services say that nothing went wrong. */
const success = /^(?:|null|none|undefined|false|ok|success|succeeded|0|200)$/i;

/**
 * Whether a JSON value that came with a successful status reports a failure, in any form that services use. A provider
 * then passes it to `http.failure`. If the value has `choices`, only a field for errors counts, and only if it is not
 * empty: many services send an empty one with each chunk. `docs/errors.md` lists the forms.
 */
export function isReportedFailure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((entry) => !Array.isArray(entry) && isReportedFailure(entry));
  if (hasHarmlessNamesOnly(value)) return false;
  const fields = serviceFields(value);
  if (isError(fields.get('error')) || isError(fields.get('errors')) || hasFailedHeader(fields)) return true;
  const choices = fields.get('choices');
  if (Array.isArray(choices) && choices.length > 0) return false;
  if (fields.get('success') === false) return true;
  if (fields.get('success') === true || ['code', 'status'].some((name) => isSuccess(fields.get(name)))) return false;
  return (
    errorNames.some((name) => isError(fields.get(name))) ||
    fields.get('object') === 'error' ||
    fields.get('type') === 'error' ||
    isText(fields.get('message')) ||
    (isText(fields.get('msg')) && fields.has('code')) ||
    ['status', 'code', 'statuscode'].some((name) => statusFrom(fields.get(name)) !== undefined)
  );
}

/** Fields of answers that never report a failure, whatever they contain. Most events have no others. */
const harmlessNames: ReadonlySet<string> = new Set([
  'id',
  'created',
  'model',
  'choices',
  'usage',
  'system_fingerprint',
  'service_tier',
  'text',
  'metadata',
  'finish_reason',
  'candidates',
  'usageMetadata',
  'modelVersion',
  'responseId',
]);

function hasHarmlessNamesOnly(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  for (const name in value) {
    if (harmlessNames.has(name)) continue;
    if ((name !== 'object' && name !== 'type') || Reflect.get(value, name) === 'error') return false;
  }
  return true;
}

/**
 * Whether the value of a field for errors reports one. `false`, `''`, `{}`, `[]` and `{ code: 0, message: '' }` do not.
 */
export function isError(value: unknown, depth: number = 0): boolean {
  if (typeof value === 'object' && value !== null) {
    return depth === maxDepth || Object.values(value).some((inner) => isError(inner, depth + 1));
  }
  if (typeof value === 'number') return value !== 0;
  return typeof value === 'string' ? !success.test(value.trim()) : value === true;
}

/** MiniMax, iFlytek, Tencent and Volcano Engine put the outcome of each call into a separate object. */
function hasFailedHeader(fields: ServiceFields): boolean {
  return (
    isError(serviceFields(fields.get('baseresp')).get('statuscode')) ||
    isError(serviceFields(fields.get('header')).get('code')) ||
    isError(serviceFields(fields.get('response')).get('error')) ||
    isError(serviceFields(fields.get('responsemetadata')).get('error'))
  );
}

function isSuccess(value: unknown): boolean {
  return typeof value === 'number' ? value === 0 || value === 200 : isText(value) && success.test(value.trim());
}

/** The fields of a JSON object in one spelling: `errorMsg`, `error_msg` and `ErrorMsg` all become `errormsg`. */
export type ServiceFields = ReadonlyMap<string, unknown>;

/** No failure has more fields. */
const maxFields = 100;

/** The fields of a JSON object, or none for any other value. If it has two spellings of a name, the first wins. */
export function serviceFields(value: unknown): ServiceFields {
  const fields = new Map<string, unknown>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fields;
  for (const [name, field] of Object.entries(value).slice(0, maxFields)) {
    const plain = name.toLowerCase().replaceAll(/[_-]/g, '');
    if (!fields.has(plain)) fields.set(plain, field);
  }
  return fields;
}

/** The HTTP status of a failure, which the service may write as a number or as text. `undefined` for anything else. */
export function statusFrom(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599 ? number : undefined;
}

/** Words that only say that something failed. */
const emptyWords: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'fail',
  'failed',
  'failure',
  'exception',
  'null',
  'none',
]);

/**
 * The code or type of a failure: a name, or a number that is not an HTTP status. `undefined` for 0, which means
 * success.
 */
export function wordFrom(value: unknown): string | undefined {
  if (statusFrom(value) !== undefined) return undefined;
  if (typeof value === 'number') return Number.isInteger(value) && value !== 0 ? String(value) : undefined;
  if (typeof value !== 'string' || emptyWords.has(value.toLowerCase())) return undefined;
  // AWS puts a namespace before the name.
  const word = value.split('#').at(-1) ?? '';
  return /^(?!0+$)[\w.-]{1,100}$/.test(word) ? word : undefined;
}

/** Whether a value is a string that is not blank. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
