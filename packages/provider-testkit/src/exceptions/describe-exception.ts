import { PlugboardError } from '@plugboard/core';
import { findSecrets } from '../secrets/find-secrets.ts';
import { framesOf, showFrame } from './frames.ts';

const longestMessage = 300;

/**
 * What a provider's own code threw, for its author: name and message, and the first place in the author's files on a line of its own.
 * Core hides the message from callers, because it may quote a secret. A replay of fixtures has no secrets, and what still looks like one
 * is left out. `undefined` for errors of Plugboard, which say everything themselves, and for the end of an abort. Never throws.
 */
export function describeException(thrown: unknown): string | undefined {
  if (PlugboardError.isInstance(thrown)) return undefined;
  if (typeof thrown !== 'object' || thrown === null) return withoutSecrets(`${typeof thrown} ${String(thrown)}`);
  const name = textOf(thrown, 'name') ?? 'An object that is not an error';
  if (name === 'AbortError') return undefined;
  const message = withoutSecrets((textOf(thrown, 'message') ?? '').replaceAll(/\s+/g, ' ').trim());
  const place = placeOf(thrown);
  return `${name}${message === '' ? '' : `: ${message}`}${place === undefined ? '' : `\n    ${place}`}`;
}

/** Where in the author's files something was thrown, such as `at parse (src/owl.js:15:20)`. A place alone holds no secret. */
export function placeOf(thrown: object): string | undefined {
  const frames = framesOf(textOf(thrown, 'stack') ?? '').filter(({ kit }) => !kit);
  const frame = frames.find(({ installed }) => !installed) ?? frames[0];
  return frame === undefined ? undefined : showFrame(frame);
}

function withoutSecrets(text: string): string {
  let clean = text.slice(0, 10 * longestMessage);
  for (const { value } of findSecrets(clean)) clean = clean.replaceAll(value, '[hidden]');
  return clean.length <= longestMessage ? clean : `${clean.slice(0, longestMessage)}...`;
}

function textOf(thrown: object, property: string): string | undefined {
  try {
    const value: unknown = Reflect.get(thrown, property);
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    // A getter or a proxy may throw.
    return undefined;
  }
}
