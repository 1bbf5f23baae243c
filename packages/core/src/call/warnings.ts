import type { Redactor } from '../errors/redactor.ts';
import type { Warning } from '../contract/provider.ts';

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
