import { errorFields, isText, statusFrom, type ErrorFields } from './service-error-fields.ts';

/** Fields that no answer has unless it failed. */
const errorNames = ['error', 'errors', 'errorcode', 'errormsg', 'errormessage', 'fault', 'detail'];

/** What is nested deeper than any error is no empty one. */
const deepest = 8;

/** Words and numbers with which services say that nothing went wrong. */
const success = /^(?:|null|none|undefined|false|ok|success|succeeded|0|200)$/i;

/**
 * Whether a JSON value that came with a successful status reports a failure, in any form in use, and is for `http.failure`. In an
 * answer, which has `choices`, only a field for errors can, and only when it says something: many services send an empty one with
 * each chunk. docs/errors.md lists the forms.
 */
export function isReportedFailure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((entry) => !Array.isArray(entry) && isReportedFailure(entry));
  const fields = errorFields(value);
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

/** Whether the value of a field for errors is one: `false`, `''`, `{}`, `[]` and `{ code: 0, message: '' }` are none. */
export function isError(value: unknown, depth: number = 0): boolean {
  if (typeof value === 'object' && value !== null) {
    return depth === deepest || Object.values(value).some((inner) => isError(inner, depth + 1));
  }
  if (typeof value === 'number') return value !== 0;
  return typeof value === 'string' ? !success.test(value.trim()) : value === true;
}

/** MiniMax, iFlytek and Tencent put the outcome of each call into an object of its own. */
function hasFailedHeader(fields: ErrorFields): boolean {
  return (
    isError(errorFields(fields.get('baseresp')).get('statuscode')) ||
    isError(errorFields(fields.get('header')).get('code')) ||
    isError(errorFields(fields.get('response')).get('error'))
  );
}

function isSuccess(value: unknown): boolean {
  return typeof value === 'number' ? value === 0 || value === 200 : isText(value) && success.test(value.trim());
}
