import type { WirePhase } from '../../errors/codes.ts';
import type { ErrorDetails } from '../../errors/plugboard-error.ts';
import type { Response } from '../response.ts';
import type { HttpDefaults } from '../../contract/http.ts';
import type { Credential, HttpScope } from '../http-scope.ts';
import { serviceText } from '../../errors/quote.ts';
import type { PreparedRequest } from '../prepare-request.ts';
import type { RequestTarget } from '../request-target.ts';

/** The request that failed, as far as the error depends on it. */
export interface RequestContext {
  readonly scope: HttpScope;
  readonly phase: WirePhase;
  readonly method: string;
  readonly classify: HttpDefaults['classify'];
  /** How the request identified its sender. Decides what the message advises after a refusal. */
  readonly credential: Credential;
}

/** What the error for a response depends on besides the response. */
export interface ResponseContext extends RequestContext {
  /** Where the request went, for messages. */
  readonly host: string;
  /** The path of the request. Never shown, because it may contain a key. */
  readonly path: string;
}

/** A request that was sent, for as long as its response lasts. */
export class SentRequest implements ResponseContext {
  readonly scope: HttpScope;
  readonly phase: WirePhase;
  readonly method: string;
  readonly target: RequestTarget;
  readonly classify: HttpDefaults['classify'];
  readonly credential: Credential;

  constructor(
    scope: HttpScope,
    { phase, method, target }: Pick<PreparedRequest, 'phase' | 'method' | 'target'>,
    classify: HttpDefaults['classify'],
    credential: Credential,
  ) {
    this.scope = scope;
    this.phase = phase;
    this.method = method;
    this.target = target;
    this.classify = classify;
    this.credential = credential;
  }

  get host(): string {
    return this.target.url.host;
  }

  get path(): string {
    return this.target.url.pathname;
  }
}

/** The details that an error takes from its response. */
export function detailsOf(response: Response, { scope, phase }: RequestContext): ErrorDetails {
  return { phase, status: response.status, requestId: requestIdOf(response.headers, scope), retryable: false };
}

/** The service's id of the request. */
export function requestIdOf(headers: ReadonlyMap<string, string>, scope: HttpScope): string | undefined {
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray');
  return id === undefined ? undefined : quotedText(id, scope);
}

/** Text of a service for a message: at most 300 characters, without secrets and without text of the request itself. */
export function quotedText(text: string, { redactor, observer }: HttpScope): string {
  return serviceText(text.slice(0, maxReadLength), (dirty) => withoutRequestText(redactor.clean(dirty), observer));
}

/**
 * How many characters of a response to read. More than a message shows, because removing secrets changes the length.
 */
const maxReadLength = 2_000;

/** A shorter text of the request may be a word that the service uses itself. */
const minWholeLength = 6;

/** A shorter run of characters may occur in any text. */
const minRunLength = 16;

const mark = '[of the request]';

function withoutRequestText(text: string, observer: HttpScope['observer']): string {
  if (observer === undefined || text.length < minWholeLength) return text;
  const own = observer.requestText().flatMap((words) => [words, JSON.stringify(words).slice(1, -1)]);
  let cleaned = text;
  for (const words of own) {
    const whole = words.trim();
    if (whole.length >= minWholeLength) cleaned = cleaned.replaceAll(whole, mark);
  }
  let result = '';
  let position = 0;
  while (position < cleaned.length) {
    const length = longestRun(cleaned, position, own);
    result += length === 0 ? (cleaned[position] ?? '') : mark;
    position += Math.max(1, length);
  }
  return result;
}

/** How many characters from a position on are a piece of a text of the request. 0 if they are too few to be sure. */
function longestRun(text: string, start: number, own: readonly string[]): number {
  const first = text.slice(start, start + minRunLength);
  if (first.length < minRunLength) return 0;
  let longest = 0;
  for (const words of own) {
    for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1)) {
      let length = minRunLength;
      while (start + length < text.length && text[start + length] === words[at + length]) length += 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

/** Whether the request belongs to a session that a browser opened and that expires. */
export function hasSession({ credential }: RequestContext): boolean {
  return credential === 'cookies' || credential === 'token';
}

/** Advice for a response that no API sends: most often the base URL is that of a website, or lacks its last part. */
export function checkBaseUrl({ path }: ResponseContext): string {
  const lacksVersion = /\/(?:chat\/completions|models)$/.test(path) && !/\/v\d/.test(path);
  return lacksVersion ? 'Check the base URL: is /v1 missing at its end?' : 'Check the base URL.';
}
