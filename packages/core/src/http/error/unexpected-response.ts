import { PlugboardError } from '../../errors/plugboard-error.ts';
import { withRetryHint } from '../../errors/retry-hint.ts';
import { mediaType, type Response } from '../response.ts';
import { checkBaseUrl, detailsOf, hasSession, quotedText, type ResponseContext } from './error-context.ts';
import type { HttpScope } from '../http-scope.ts';

/** Whether the response is the page of a bot protection, as its own header says. */
export function isChallenge(response: Response): boolean {
  return response.header('cf-mitigated') === 'challenge';
}

/** The error for the page of a bot protection. */
export function challengeError(response: Response, context: ResponseContext): PlugboardError {
  const { scope, host } = context;
  const todo = hasSession(context)
    ? 'Open the site in a browser, then export new cookies.'
    : 'A program cannot get past it. Check that the base URL leads to the API, or ask the service to allow programs.';
  const message = `${scope.provider}: ${host} answered with a bot-protection page. ${todo}`;
  return withRetryHint(new PlugboardError('challenged', message, detailsOf(response, context)), 'never');
}

/**
 * The error for a web page in place of a response: the sign-in page of a session that has ended, or a site that is not
 * the API.
 */
export function webPageError(response: Response, expected: string, context: ResponseContext): PlugboardError {
  const { scope, host, credential } = context;
  const page = `${scope.provider}: ${host} answered with a web page instead of ${expected} (${mediaType(response)})`;
  const [code, rest] = pages[credential];
  const message = `${page}; ${rest}${credential === 'cookies' ? '' : ` ${checkBaseUrl(context)}`}`;
  return withRetryHint(new PlugboardError(code, message, detailsOf(response, context)), 'never');
}

const site = ['protocol_error', 'the base URL seems to lead to a website, not to the API.'] as const;

const pages = {
  cookies: ['auth_rejected', 'the session looks signed out. Sign in again and export new cookies.'],
  token: ['auth_rejected', 'the session looks signed out. Get a new token or export new cookies.'],
  key: site,
  none: site,
} as const;

/**
 * The error for a successful status with a body of the wrong type.
 * @param said - What the body says, if it was read.
 */
export function wrongTypeError(
  response: Response,
  expected: string,
  context: ResponseContext,
  said?: string,
): PlugboardError {
  const { scope, host } = context;
  if (isChallenge(response)) return challengeError(response, context);
  const type = mediaType(response);
  if (type === 'text/html') return webPageError(response, expected, context);
  const shown =
    type === '' ? 'no content type' : `the content type ${quotedText(response.header('content-type') ?? '', scope)}`;
  const quoted = said === undefined ? '' : ` The service says: ${asSentence(quotedText(said, scope))}`;
  const message = `${scope.provider}: ${host} answered with ${shown} instead of ${expected}.${quoted} Check that the base URL leads to the service itself.`;
  return withRetryHint(new PlugboardError('protocol_error', message, detailsOf(response, context)), 'never');
}

/** The error for a redirect, which core never follows. */
export function redirectError(response: Response, context: ResponseContext): PlugboardError {
  const { scope, phase, host } = context;
  const target = redirectHost(response.header('location'), host, scope);
  const details = detailsOf(response, context);
  const message = `${scope.provider}: ${host} redirects${target} (${response.status}). Plugboard does not follow redirects.`;
  const error =
    phase === 'auth'
      ? new PlugboardError('auth_rejected', `${message} The session looks signed out; sign in again.`, details)
      : new PlugboardError('protocol_error', `${message} Check the base URL.`, details);
  return withRetryHint(error, 'never');
}

function redirectHost(given: string | undefined, host: string, scope: HttpScope): string {
  const base = `https://${host}`;
  // Remove secrets before parsing, because the parser turns hosts into lower case.
  const location = given === undefined ? undefined : scope.redactor.clean(given);
  if (location === undefined || !URL.canParse(location, base)) return '';
  const target = new URL(location, base).host;
  return target === '' ? '' : ` to ${quotedText(target, scope)}`;
}

/** Text of a service as a sentence, with a full stop if it has none. */
export function asSentence(text: string): string {
  return /[.!?\u2026\u3002]$/.test(text) ? text : `${text}.`;
}
