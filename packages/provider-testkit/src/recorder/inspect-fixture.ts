import type { Fixture } from '../fixtures/fixture.ts';
import { isFields } from '../fixtures/shape.ts';
import { findSecrets, type SecretKind, type SecretShape } from '../secrets/find-secrets.ts';
import { credentialHeader as knownCredentialHeader } from './learn-secrets.ts';

/** The place of a possible secret, never the secret itself. */
export interface Finding {
  /** Such as `exchanges[0].response.headers.set-cookie[0]` or `answer.sse, byte 120`. */
  readonly place: string;
  readonly kind: SecretKind | 'known secret';
}

const credentialHeader = /^(?:.*authorization|cookie|set-cookie|.*api-?key|.*token|.*secret.*)$/i;
/** Prefixes that only keys have. */
const wellKnownKey =
  /^(?:sk-(?:[a-z]+-)*[A-Za-z0-9_]{16,}|[spr]k_(?:live|test)_|gh[opsur]_|hf_|xox[abeprs]-|AKIA|AIza|-----BEGIN)/;
const cookieAttribute = /^(?:domain|expires|httponly|max-age|partitioned|path|priority|samesite|secure)$/i;

/** What counts as a secret. */
interface Suspicion {
  /** Values that must not be there in any form. */
  readonly known: readonly string[];
  readonly find: (text: string) => readonly SecretShape[];
  /** Whether a header with this name and value holds a secret. */
  readonly inHeader: (name: string, value: string) => boolean;
  /** Kinds that a binary file shows by chance. */
  readonly byChance: readonly SecretKind[];
}

/** Inspects every string, name, header, URL, file and file name of a fixture. `known`: values that must not be there in any form. */
export function inspectFixture(fixture: Fixture, known: readonly string[] = []): readonly Finding[] {
  // Pictures are full of bytes that look random.
  return inspect(fixture, { known, find: findSecrets, inHeader: isUnfilled, byChance: ['random'] });
}

/**
 * Finds only what is certainly a secret: tokens, keys of well-known services, real e-mail addresses, credential headers without
 * any placeholder. Words and ids of an honest fixture are never among them.
 */
export function certainSecrets(fixture: Fixture): readonly Finding[] {
  return inspect(fixture, {
    known: [],
    find: (text) => findSecrets(text).filter(isCertain),
    inHeader: (name, value) => knownCredentialHeader.test(name.toLowerCase()) && !value.includes('{{'),
    byChance: ['e-mail', 'credential'],
  });
}

function isCertain({ kind, value }: SecretShape): boolean {
  if (kind === 'key') return wellKnownKey.test(value);
  return kind === 'jwt' || kind === 'jwe' || kind === 'e-mail' || kind === 'credential';
}

function inspect(fixture: Fixture, suspicion: Suspicion): readonly Finding[] {
  const { files = {}, ...document } = fixture;
  const findings: Finding[] = [];
  walk(document, '', (text, place) => findings.push(...inspectText(text, place, suspicion)));
  for (const [index, { request, response }] of fixture.exchanges.entries()) {
    const headers = [
      [`exchanges[${index}].request.headers`, request.headers],
      [`exchanges[${index}].response.headers`, response.headers],
    ] as const;
    for (const [place, table] of headers) findings.push(...inspectHeaders(table ?? {}, place, suspicion));
  }
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const isText = !bytes.includes(0) && Buffer.from(bytes.toString('utf8')).equals(bytes);
    findings.push(...inspectText(name, `the name of ${JSON.stringify(name.slice(0, 12))}`, suspicion));
    for (const finding of inspectText(bytes.toString('latin1'), name, suspicion)) {
      if (isText || !suspicion.byChance.some((kind) => kind === finding.kind)) findings.push(finding);
    }
  }
  return unique(findings);
}

function walk(value: unknown, place: string, visit: (text: string, place: string) => void): void {
  if (typeof value === 'string') visit(value, place);
  else if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${place}[${index}]`, visit));
  else if (isFields(value)) {
    for (const [name, item] of Object.entries(value)) {
      const inner = place === '' ? name : `${place}.${name}`;
      visit(name, `the name of a field in ${place === '' ? 'the fixture' : place}`);
      walk(item, findSecrets(name).length > 0 ? `${place}.<name>` : inner, visit);
    }
  }
}

function inspectText(text: string, place: string, { known, find }: Suspicion): readonly Finding[] {
  const decoded = decode(text);
  const left = known.some((value) => value.length >= 6 && (text.includes(value) || decoded.includes(value)));
  const bare = (one: string): string => one.replaceAll(/\{\{[\w.-]+(?::\w+)?\}\}/g, '{{}}');
  const shapes = [...find(bare(text)), ...(decoded === text ? [] : find(bare(decoded)))];
  return [...(left ? [{ place, kind: 'known secret' as const }] : []), ...shapes.map(({ kind }) => ({ place, kind }))];
}

function inspectHeaders(
  headers: Readonly<Record<string, string | readonly string[] | null>>,
  place: string,
  { inHeader }: Suspicion,
): readonly Finding[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const texts = typeof value === 'string' ? [value] : (value ?? []);
    return texts.some((text) => inHeader(name, text))
      ? [{ place: `${place}.${name}`, kind: 'credential' as const }]
      : [];
  });
}

/** In a header for credentials, everything is a secret except placeholders and the names around them. */
function isUnfilled(name: string, text: string): boolean {
  return credentialHeader.test(name) && !isFilled(name, text);
}

function isFilled(name: string, text: string): boolean {
  const placeholder = /^\{\{[\w.-]+(?::\w+)?\}\}$/;
  if (!/cookie/i.test(name)) return placeholder.test(text.replace(/^[A-Za-z]+ +/, ''));
  return text.split(';').every((pair) => {
    const [key = '', ...rest] = pair.trim().split('=');
    const value = rest.join('=');
    return (
      (cookieAttribute.test(key) && /set-/i.test(name)) || value === '' || placeholder.test(value) || value.length < 6
    );
  });
}

function decode(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.place} ${finding.kind}`, finding])).values()];
}
