import { PlugboardError } from '../errors/plugboard-error.ts';
import type { Redactor } from '../errors/redactor.ts';
import type { LoadedToken } from '../contract/credentials.ts';

const maximumLength = 16_384;
const visibleAscii = /^[\x21-\x7e]+$/;

/** Lets through what can stand in a header. A value in a header that is refused later would be quoted by the refusal. */
export function checkToken(loaded: LoadedToken, redactor: Redactor): LoadedToken {
  const token: unknown = loaded;
  const value: unknown = typeof token === 'object' && token !== null ? Reflect.get(token, 'value') : undefined;
  if (value === undefined || value === null || value === '') {
    throw new PlugboardError('auth_rejected', 'The service gave no access token. Sign in again.', { phase: 'auth' });
  }
  if (typeof value !== 'string') throw malformed(`is a ${typeof value}, not text`);
  redactor.add(value);
  if (value.length > maximumLength)
    throw malformed(`has ${value.length} characters; at most ${maximumLength} are taken`);
  if (!visibleAscii.test(value)) throw malformed('holds a character that no header may carry');
  return { value, expiresAt: loaded.expiresAt };
}

function malformed(what: string): PlugboardError {
  return new PlugboardError('protocol_error', `The access token ${what}.`, { phase: 'auth' });
}
