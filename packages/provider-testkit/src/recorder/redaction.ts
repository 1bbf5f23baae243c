import { replacePieces, type Replacement } from '../fixtures/replace-pieces.ts';
import { findSecrets } from '../secrets/find-secrets.ts';

/** Values that are replaced wherever they occur, each always by the same placeholder. */
export class Redaction {
  readonly #placeholders = new Map<string, string>();
  readonly #names = new Set<string>();

  /** Adds a value with the name of its placeholder. The same value keeps its first name. Another value of the same name gets a number. */
  add(name: string, value: string): void {
    // Shorter ones would be found in innocent words.
    if (value.length < 6 || this.#placeholders.has(value) || /^\{\{.*\}\}$/.test(value)) return;
    const isToken = findSecrets(value).some(({ kind, value: found }) => kind === 'jwt' && found === value);
    const label = this.#freeName(name.replaceAll(/[^\w.-]/g, '-').replace(/^[^A-Za-z]+/, '') || 'secret');
    this.#placeholders.set(value, isToken ? `{{${label}:jwt}}` : `{{${label}}}`);
  }

  /** A text without the values. */
  text(text: string): string {
    return this.pieces(text, []).text;
  }

  /** A text in pieces without the values. The ends of the pieces move along. */
  pieces(text: string, ends: readonly number[]): { readonly text: string; readonly ends: readonly number[] } {
    return replacePieces(text, ends, this.#placesIn(text));
  }

  /** All strings and names of a JSON value. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [this.text(name), this.json(item)]));
  }

  #placesIn(text: string): readonly Replacement[] {
    const found: Replacement[] = [];
    // Longer ones first: a value may be part of another.
    const values = [...this.#placeholders].sort(([one], [other]) => other.length - one.length);
    for (const [value, placeholder] of values) {
      for (const form of new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])) {
        for (let index = text.indexOf(form); index !== -1; index = text.indexOf(form, index + form.length)) {
          const end = index + form.length;
          const taken = found.some((other) => index < other.index + other.length && other.index < end);
          if (!taken) found.push({ index, length: form.length, text: placeholder });
        }
      }
    }
    return found.sort((one, other) => one.index - other.index);
  }

  #freeName(name: string): string {
    const short = name.slice(0, 48);
    let free = short;
    for (let number = 2; this.#names.has(free); number += 1) free = `${short}.${number}`;
    this.#names.add(free);
    return free;
  }
}
