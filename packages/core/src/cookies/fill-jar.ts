import type { Redactor } from '../errors/redactor.ts';
import { belongsTo, hostOf } from './cookie-domain.ts';
import type { CookieRecord } from './cookie-record.ts';
import { refusal, selectCookies, type Selection, type SelectionRules } from './select-cookies.ts';
import { SessionJar } from './session-jar.ts';

/** A jar with the cookies of a source, and what was left out. */
export interface FilledJar extends Selection {
  readonly jar: SessionJar;
}

/** Puts what a source holds for the origin into a new jar. */
export function fillJar(cookies: readonly CookieRecord[], redactor: Redactor, rules: SelectionRules): FilledJar {
  const host = hostOf(rules.origin);
  for (const cookie of cookies.filter((candidate) => belongsTo(candidate, host)).slice(0, 1000))
    redactor.add(cookie.value);
  const jar = new SessionJar(rules.origin);
  const selection = selectCookies(cookies, rules);
  const kept: CookieRecord[] = [];
  const refused = [...selection.refused];
  for (const cookie of selection.kept) {
    const problem = jar.put(cookie);
    if (problem === undefined) kept.push(cookie);
    else refused.push(refusal(cookie, 'unusable', problem));
  }
  return { ...selection, kept, refused, jar };
}
