import type { Redactor } from '../errors/redactor.ts';
import type { Warning } from '../contract/provider.ts';
import { redactCause } from '../errors/sanitized-cause.ts';
import type { Logger } from '../contract/provider-host.ts';

/** The warnings of one call, as its caller reads them. */
export class Warnings {
  readonly texts: string[] = [];
  readonly #redactor: Redactor;
  readonly #features = new Set<string>();

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** A warning about a feature is kept once, whatever is retried and however often a stream comes to it. */
  add(warning: string | Warning): void {
    const text = this.#redactor.clean(warningText(warning));
    if (typeof warning === 'object') {
      if (this.#features.has(text)) return;
      this.#features.add(text);
    }
    this.texts.push(text);
  }
}

/** One sentence or more, of which the first word may name the feature. A plugin may pass anything. */
export function warningText(warning: string | Warning): string {
  if (typeof warning !== 'object' || warning === null) return String(warning);
  const { feature, message } = warning;
  return `${String(feature)}: ${String(message)}`;
}

/** Deeper fields tell an operator nothing. */
const maxDepth = 4;

/** A logger that no secret gets through, whoever writes to it: core, or a plugin that logs what it should not. */
export function redactedLog(log: Logger, redactor: Redactor): Logger {
  const write =
    (level: 'debug' | 'warn') =>
    (message: string, fields?: object): void => {
      const cleaned = redactor.clean(String(message));
      if (fields === undefined) log[level](cleaned);
      else log[level](cleaned, cleanFields(fields, redactor));
    };
  return { debug: write('debug'), warn: write('warn') };
}

function cleanFields(fields: object, redactor: Redactor): object {
  const cleaned = cleanValue(fields, redactor, 0);
  return typeof cleaned === 'object' && cleaned !== null ? cleaned : { value: cleaned };
}

function cleanValue(value: unknown, redactor: Redactor, depth: number): unknown {
  if (typeof value === 'string') return redactor.clean(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (value instanceof Error) return redactCause(value, redactor);
  if (depth >= maxDepth) return '[deeper]';
  if (Array.isArray(value)) return value.map((entry) => cleanValue(entry, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [redactor.clean(name), cleanValue(entry, redactor, depth + 1)]),
  );
}
