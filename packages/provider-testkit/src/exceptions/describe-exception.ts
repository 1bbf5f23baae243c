import { PlugboardError } from '@plugboard/core';
import { relative } from 'node:path';
import { cwd } from 'node:process';
import { fileURLToPath } from 'node:url';
import { findSecrets } from '../secrets/find-secrets.ts';

const longestMessage = 300;

/**
 * What a provider's own code threw, for its author: name and message, and the first place in the author's files on a line of its own.
 * Core keeps the message from callers, for it may quote a secret; where fixtures are replayed there is none, and what looks like one all
 * the same is left out. `undefined` for errors of Plugboard, which say everything themselves, and for the end of an abort. Never throws.
 */
export function describeException(thrown: unknown): string | undefined {
  if (PlugboardError.isInstance(thrown)) return undefined;
  if (typeof thrown !== 'object' || thrown === null) return withoutSecrets(`${typeof thrown} ${String(thrown)}`);
  const name = textOf(thrown, 'name') ?? 'An object that is no error';
  if (name === 'AbortError') return undefined;
  const message = withoutSecrets((textOf(thrown, 'message') ?? '').replaceAll(/\s+/g, ' ').trim());
  const place = placeOf(thrown);
  return `${name}${message === '' ? '' : `: ${message}`}${place === undefined ? '' : `\n    ${place}`}`;
}

/** Where in the author's files something was thrown, as `at parse (src/owl.js:15:20)`; only a place, so that it may be shown everywhere. */
export function placeOf(thrown: object): string | undefined {
  const frames = (textOf(thrown, 'stack') ?? '').split('\n').flatMap((line) => frameFrom(line) ?? []);
  const frame = frames.find(({ file }) => !/[\\/]node_modules[\\/]/.test(file)) ?? frames[0];
  return frame === undefined
    ? undefined
    : `at ${frame.called}${frame.called === '' ? '' : ' '}(${shown(frame.file)}:${frame.position})`;
}

interface Frame {
  readonly called: string;
  readonly file: string;
  /** Line and column. */
  readonly position: string;
}

const frameLine =
  /^\s+at (?:(?<called>[^"'`{}()]{1,100}) \()?(?<at>(?:file:\/\/|\/|[A-Za-z]:\\)[^"'`{}]{1,300}?):(?<position>\d+:\d+)\)?$/;

/** Core and the testkit in this repository, and their packages wherever they are installed. */
const kits = [
  /[\\/]@plugboard[\\/](?:core|provider-testkit)[\\/]/,
  /[\\/]packages[\\/](?:core|provider-testkit)[\\/](?:src|dist|bundle)[\\/]/,
];

function frameFrom(line: string): Frame | undefined {
  const { called = '', at, position = '' } = frameLine.exec(line)?.groups ?? {};
  if (at === undefined) return undefined;
  const file = at.startsWith('file:') ? pathOf(at) : at;
  return kits.some((kit) => kit.test(file)) ? undefined : { called, file, position };
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** Short where it is below the working folder. */
function shown(file: string): string {
  const path = relative(cwd(), file);
  return path === '' || path.startsWith('..') ? file : path;
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
