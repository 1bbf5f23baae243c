import { isFields } from '../fixtures/shape.ts';
import { findSecrets } from '../secrets/find-secrets.ts';
import type { CapturedExchange } from './captured-exchange.ts';
import type { Redaction } from './redaction.ts';

/** Fields whose value is a secret whatever it looks like. */
const secretField = /(?:token|secret|password|passwd|api[-_]?key|session|credential|cookie)s?$/i;
/** Headers whose value is a secret whatever it looks like. */
export const credentialHeader: RegExp =
  /^(?:authorization|proxy-authorization|x-api-key|api-key|x-auth-token|x-csrf-token)$/;

/** Learns the secrets of an exchange from the places where they are known to be: credential headers, cookies, fields of JSON. */
export function learnSecrets(exchange: CapturedExchange, redaction: Redaction): void {
  for (const [name, value] of exchange.requestHeaders) {
    if (name === 'cookie') for (const pair of value.split(';')) learnPair(pair, redaction);
    else if (credentialHeader.test(name)) redaction.add(nameFor(name), value.replace(/^(?:Bearer|Basic) +/i, ''));
  }
  for (const [name, value] of exchange.responseHeaders) {
    if (name !== 'set-cookie') continue;
    for (const cookie of typeof value === 'string' ? [value] : value)
      learnPair(cookie.split(';', 1)[0] ?? '', redaction);
  }
  learnJson(Buffer.concat(exchange.chunks.map(({ bytes }) => bytes)), redaction);
  learnJson(exchange.requestBody, redaction);
}

/** Learns the values that match the user's patterns, in URLs, headers and bodies. */
export function learnPatterns(
  exchange: CapturedExchange,
  patterns: Readonly<Record<string, RegExp>>,
  redaction: Redaction,
): void {
  const { url, requestHeaders, responseHeaders, requestBody, chunks } = exchange;
  const body = Buffer.concat(chunks.map(({ bytes }) => bytes));
  const headers = [...requestHeaders.values(), ...[...responseHeaders.values()].flat()];
  for (const text of [url, ...headers, requestBody.toString('utf8'), body.toString('utf8')]) {
    for (const [name, pattern] of Object.entries(patterns)) {
      for (const match of text.matchAll(new RegExp(pattern, withGlobal(pattern.flags)))) {
        redaction.add(name, match[1] ?? match[0]);
      }
    }
  }
}

function withGlobal(flags: string): string {
  return flags.includes('g') ? flags : `${flags}g`;
}

function nameFor(header: string): string {
  return header === 'authorization' ? 'token' : header;
}

function learnPair(pair: string, redaction: Redaction): void {
  const equals = pair.indexOf('=');
  if (equals > 0) redaction.add(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
}

function learnJson(body: Buffer, redaction: Redaction): void {
  const text = body.toString('utf8');
  if (!/^\s*[[{]/.test(text)) return;
  try {
    learnValue(JSON.parse(text), 'value', redaction);
  } catch {
    // Without JSON, nothing is known to be a secret here. The inspection before writing looks at everything.
  }
}

function learnValue(value: unknown, name: string, redaction: Redaction): void {
  if (typeof value === 'string') {
    const [first] = findSecrets(value);
    const isToken = first?.value === value && (first.kind === 'jwt' || first.kind === 'jwe');
    if (isToken || secretField.test(name)) redaction.add(name, value);
  } else if (Array.isArray(value)) {
    for (const item of value) learnValue(item, name, redaction);
  } else if (isFields(value)) {
    for (const [field, item] of Object.entries(value)) learnValue(item, field, redaction);
  }
}
