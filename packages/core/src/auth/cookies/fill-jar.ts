import type { Redactor } from '../../errors/redactor.ts';
import { belongsTo, hostOf } from './cookie-domain.ts';
import { shownHost } from './cookie-problem.ts';
import type { CookieRecord } from './cookie-record.ts';
import type { LoadedCookies } from './load-source.ts';
import { isPlaceholder } from './placeholder.ts';
import { refusal, selectCookies, type Selection, type SelectionRules } from './select-cookies.ts';
import { SessionJar } from './session-jar.ts';

/** A jar with the cookies of a source, and what was left out. */
export interface FilledJar extends Selection {
  readonly jar: SessionJar;
}

/** Puts what a source holds for the origin into a new jar. */
export function fillJar(
  { cookies, skipped }: Pick<LoadedCookies, 'cookies' | 'skipped'>,
  redactor: Redactor,
  rules: SelectionRules,
): FilledJar {
  const host = hostOf(rules.origin);
  const own = cookies.filter((cookie) => belongsTo(cookie, host) && !isPlaceholder(cookie.value));
  for (const { value } of own.slice(0, 1000)) redactor.add(value);
  const jar = new SessionJar(rules.origin);
  const selection = selectCookies(cookies, rules);
  const kept: CookieRecord[] = [];
  const refused = [...selection.refused];
  for (const cookie of selection.kept) {
    const problem = jar.put(cookie);
    if (problem === undefined) kept.push(cookie);
    else refused.push(refusal(cookie, 'unusable', problem));
  }
  for (const { name, host: domain, reason } of skipped) refused.push(refusal({ name, domain }, 'malformed', reason));
  const hosts = new Set([
    ...selection.hosts,
    ...skipped.flatMap((entry) => (entry.host === '' ? [] : shownHost(entry.host))),
  ]);
  return { ...selection, kept, refused, hosts: [...hosts].sort(), jar };
}
