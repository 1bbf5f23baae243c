import type { Fixture } from '../fixtures/fixture.ts';

/** A provider breaks a rule. The message says what was seen. */
export class CaseFailure extends Error {
  override readonly name: string = 'CaseFailure';
  /** The fixtures with which it breaks the rule, if it keeps the rule with others. Later cases go on without these. */
  readonly fixtures: readonly Fixture[];

  constructor(message: string, fixtures: readonly Fixture[] = []) {
    super(message);
    this.fixtures = fixtures;
  }
}

/** Fails the case unless the condition holds. */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new CaseFailure(message);
}

/** Fails the case unless both are equal as JSON values. */
export function expectSame(seen: unknown, expected: unknown, what: string): void {
  const [left, right] = [canonical(seen), canonical(expected)];
  if (left !== right) throw new CaseFailure(`${what}: expected ${shortened(right)}, got ${shortened(left)}.`);
}

/** Text for a message: at most 300 characters. */
export function shortened(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}... (${text.length} characters)`;
}

/** The end of a call, for a message: the error in its own words, which core has redacted, or an answer. */
export function cameTo(error: { readonly code: string; readonly message: string } | undefined): string {
  return error === undefined ? 'an answer' : `${error.code} (${shortened(error.message)})`;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isPlain(inner) ? sorted(inner) : inner)) ?? 'nothing';
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
