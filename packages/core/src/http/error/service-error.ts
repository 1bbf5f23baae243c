import { jsonIn } from '../../util/is-record.ts';
import { serviceFields, isText, statusFrom, wordFrom, type ServiceFields } from '../../errors/reported-failure.ts';

/** Fields in which services put an error, or more details about it, as an object or a list. */
const wrappers = ['error', 'errors', 'detail', 'fault', 'baseresp', 'header', 'response', 'responsemetadata', 'output'];

/** Fields that contain the error message: as text, as JSON inside a text, or inside an object or a list. */
const texts = [
  'message',
  'msg',
  'errormessage',
  'errormsg',
  'statusmsg',
  'errordescription',
  'faultstring',
  'detail',
  'error',
  'reason',
  'description',
  'title',
];

/** Fields that contain codes and types. */
const kinds = ['code', 'errorcode', 'statuscode', 'type', 'errortype', 'status', 'error', 'reason'];

/** Fields that may contain an HTTP status. */
const statuses = ['status', 'code', 'statuscode', 'errorcode'];

/** How many levels are read, because a body may be nested to any depth. */
const maxDepth = 8;

/** How many entries of a list are read. A list of a thousand faults says no more than its beginning. */
const maxIssues = 5;

/**
 * How many characters of a gateway's own sentence are kept if the message of the service behind it follows, which says
 * more.
 */
const maxLengthBeforeCause = 100;

/**
 * Reads the error in the body of a response, in any form that services use: objects in `error`, `detail`, `message` and
 * similar fields, lists of faults, JSON inside a text, the error of a service behind a gateway, plain text.
 * `docs/errors.md` lists the services. It reads only known fields, so that no message quotes the request if a service
 * echoes it in other fields. It reads nothing from a web page.
 */
export function readServiceError(body: unknown): ServiceError {
  return read(body, 0);
}

function read(value: unknown, depth: number): ServiceError {
  if (depth > maxDepth) return nothingSaid;
  if (typeof value === 'string') return readText(value, depth);
  if (Array.isArray(value)) return readList(value, depth);
  const fields = serviceFields(value);
  return fields.size === 0 ? nothingSaid : readFields(fields, depth);
}

function readText(text: string, depth: number): ServiceError {
  if (!isText(text) || looksLikeMarkup(text)) return nothingSaid;
  const inner = /^\s*[[{"]/.test(text) ? parsed(text) : undefined;
  return inner === undefined ? { ...nothingSaid, message: text } : read(inner, depth + 1);
}

function readList(list: readonly unknown[], depth: number): ServiceError {
  return joined(list.slice(0, maxIssues).map((issue) => readIssue(issue, depth + 1)));
}

/** One fault of a list, with the part of the request that it is about. */
function readIssue(issue: unknown, depth: number): ServiceError {
  const said = read(issue, depth);
  const path = pathOf(serviceFields(issue));
  if (path === '') return said;
  return { ...said, message: `${path}: ${said.message ?? 'invalid'}`, param: path.replace(/^body\./, '') };
}

/** Reads faults that are listed by the name of the field that they are about, as ASP.NET sends them. */
function readFaultsByField(faults: object, depth: number): ServiceError {
  return joined(
    Object.entries(faults)
      .slice(0, maxIssues)
      .map(([param, fault]) => {
        const said = read(fault, depth + 1);
        return { ...said, message: `${param}: ${said.message ?? 'invalid'}`, param };
      }),
  );
}

function readFields(fields: ServiceFields, depth: number): ServiceError {
  const inner = wrappers.map((name) => readWrapped(name, fields.get(name), depth));
  const written = texts.map((name) => readWritten(name, fields.get(name), depth));
  const behind = [readCause(fields, depth), read(fields.get('innererror'), depth + 1), readDetails(fields, depth)];
  const parts = [...inner, ...written, ...behind];
  const own: ServiceError = {
    message: first([...inner, ...written].map(({ message }) => message)),
    code: undefined,
    param: [fields.get('param')].find(isText),
    words: kinds.map((name) => wordFrom(fields.get(name))).filter((word) => word !== undefined),
    status: first(statuses.map((name) => statusFrom(fields.get(name)))),
    retryAfterMs: delayFrom(fields.get('retrydelay')),
  };
  // An inner object is closer to the cause than this one. The codes of single faults in a list do not describe the whole error.
  const nested = wrappers.flatMap((name, index) => (Array.isArray(fields.get(name)) ? [] : (inner[index] ?? [])));
  const ordered = [...nested, own, ...parts];
  const words = [...new Set(ordered.flatMap((part) => part.words))];
  return {
    message: withCauses(own.message, [...behind.map(({ message }) => message), reasonsIn(fields)]),
    code: words[0],
    param: first(ordered.map(({ param }) => param)),
    words,
    status: first(ordered.map(({ status }) => status)),
    retryAfterMs: first(ordered.map((part) => part.retryAfterMs)),
  };
}

function readWrapped(name: string, value: unknown, depth: number): ServiceError {
  if (typeof value !== 'object' || value === null) return nothingSaid;
  const said = read(value, depth + 1);
  if (said.message !== undefined || name !== 'errors' || Array.isArray(value)) return said;
  return readFaultsByField(value, depth);
}

function readWritten(name: string, value: unknown, depth: number): ServiceError {
  return typeof value === 'object' && wrappers.includes(name) ? nothingSaid : read(value, depth + 1);
}

/** OpenRouter's `metadata` names the service behind it and quotes its error, as JSON text or plain text. */
function readCause(fields: ServiceFields, depth: number): ServiceError {
  const metadata = serviceFields(fields.get('metadata'));
  const raw = read(metadata.get('raw'), depth + 1);
  const name = metadata.get('providername');
  if (!isText(name)) return raw;
  return { ...raw, message: raw.message === undefined ? name : `${name}: ${raw.message}` };
}

/** Google's `details`: faults by field, a time to wait, and a code for the reason. */
function readDetails(fields: ServiceFields, depth: number): ServiceError {
  const details = fields.get('details');
  if (!Array.isArray(details)) return read(details, depth + 1);
  const facts: readonly unknown[] = details;
  return joined(
    facts.slice(0, maxIssues).flatMap((fact) => {
      const violations = serviceFields(fact).get('fieldviolations');
      return [readIssue(fact, depth + 1), ...(Array.isArray(violations) ? [readList(violations, depth + 1)] : [])];
    }),
  );
}

/** Why a content filter refused the request: OpenRouter's `reasons`, Azure's categories. */
function reasonsIn(fields: ServiceFields): string | undefined {
  const reasons = serviceFields(fields.get('metadata')).get('reasons');
  const categories = serviceFields(serviceFields(fields.get('innererror')).get('contentfilterresult'));
  const given: readonly unknown[] = Array.isArray(reasons) ? reasons : [];
  const filtered = [...categories].filter(([, result]) => serviceFields(result).get('filtered') === true);
  const names = [...given.filter(isText), ...filtered.map(([name]) => name)].slice(0, maxIssues);
  return names.length === 0 ? undefined : names.join(', ');
}

/** Appends the details to a sentence, unless the sentence already contains them. */
function withCauses(own: string | undefined, causes: readonly (string | undefined)[]): string | undefined {
  const more = causes.filter(isText).filter((cause) => own?.includes(cause) !== true);
  if (more.length === 0) return own;
  const cause = [...new Set(more)].join('; ');
  return own === undefined ? cause : `${shortened(own)} (${cause})`;
}

function shortened(text: string): string {
  return text.length > maxLengthBeforeCause ? `${text.slice(0, maxLengthBeforeCause)}\u2026` : text;
}

function joined(issues: readonly ServiceError[]): ServiceError {
  const messages = [...new Set(issues.map(({ message }) => message).filter(isText))];
  return {
    message: messages.length === 0 ? undefined : messages.join('; '),
    code: first(issues.map(({ code }) => code)),
    param: first(issues.map(({ param }) => param)),
    words: issues.flatMap(({ words }) => words),
    status: first(issues.map(({ status }) => status)),
    retryAfterMs: first(issues.map(({ retryAfterMs }) => retryAfterMs)),
  };
}

/** The location of a fault: `['body', 'messages', 0]`, `messages[0].content`. */
function pathOf(fields: ServiceFields): string {
  const place = fields.get('loc') ?? fields.get('path') ?? fields.get('field');
  if (isText(place)) return place;
  return Array.isArray(place)
    ? place.filter((step) => typeof step === 'string' || typeof step === 'number').join('.')
    : '';
}

/** Reads Google's form of a delay, `34.5s`, as milliseconds. */
function delayFrom(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? /^(\d{1,6}(?:\.\d{1,9})?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1_000);
}

function first<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

function parsed(text: string): object | string | undefined {
  const value = jsonIn(text);
  return typeof value === 'object' ? (value ?? undefined) : typeof value === 'string' ? value : undefined;
}

function looksLikeMarkup(text: string): boolean {
  return /^\s*</.test(text);
}

/** An error as a service describes it. */
export interface ServiceError {
  /** The message, with that of the service behind it and the names of the fields at fault. */
  readonly message: string | undefined;
  /** Its own code or type, such as `rate_limit_error`. */
  readonly code: string | undefined;
  /** The parameter that the error is about. */
  readonly param: string | undefined;
  /** All codes and types found. They decide the kind of failure. */
  readonly words: readonly string[];
  /** An HTTP status that the body names. */
  readonly status: number | undefined;
  /** Milliseconds to wait, if the body names them. */
  readonly retryAfterMs: number | undefined;
}

export const nothingSaid: ServiceError = {
  message: undefined,
  code: undefined,
  param: undefined,
  words: [],
  status: undefined,
  retryAfterMs: undefined,
};
