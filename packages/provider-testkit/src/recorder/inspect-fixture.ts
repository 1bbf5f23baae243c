import type { Fixture } from '../fixtures/fixture.ts';
import { isFields } from '../fixtures/shape.ts';
import { findSecrets, type SecretKind } from '../secrets/find-secrets.ts';

/** Where a secret may be left, never what it is. */
export interface Finding {
  /** Such as `exchanges[0].response.headers.set-cookie[0]` or `answer.sse, byte 120`. */
  readonly place: string;
  readonly kind: SecretKind | 'known secret';
}

const credentialHeader = /^(?:.*authorization|cookie|set-cookie|.*api-?key|.*token|.*secret.*)$/i;
const cookieAttribute = /^(?:domain|expires|httponly|max-age|partitioned|path|priority|samesite|secure)$/i;

/** Looks at every string, name, header, URL, file and file name of a fixture. `known`: values that must not be there in any form. */
export function inspectFixture(fixture: Fixture, known: readonly string[] = []): readonly Finding[] {
  const { files = {}, ...document } = fixture;
  const findings: Finding[] = [];
  walk(document, '', (text, place) => findings.push(...inspectText(text, place, known)));
  for (const [index, { request, response }] of fixture.exchanges.entries()) {
    const headers = [
      [`exchanges[${index}].request.headers`, request.headers],
      [`exchanges[${index}].response.headers`, response.headers],
    ] as const;
    for (const [place, table] of headers) findings.push(...inspectHeaders(table ?? {}, place));
  }
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const isText = !bytes.includes(0) && Buffer.from(bytes.toString('utf8')).equals(bytes);
    findings.push(...inspectText(name, `the name of ${JSON.stringify(name.slice(0, 12))}`, known));
    for (const finding of inspectText(bytes.toString('latin1'), name, known)) {
      // Every picture is full of what looks random.
      if (isText || finding.kind !== 'random') findings.push(finding);
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

function inspectText(text: string, place: string, known: readonly string[]): readonly Finding[] {
  const decoded = decode(text);
  const left = known.some((value) => value.length >= 6 && (text.includes(value) || decoded.includes(value)));
  const bare = (one: string): string => one.replaceAll(/\{\{[\w.-]+(?::\w+)?\}\}/g, '{{}}');
  const shapes = [...findSecrets(bare(text)), ...(decoded === text ? [] : findSecrets(bare(decoded)))];
  return [...(left ? [{ place, kind: 'known secret' as const }] : []), ...shapes.map(({ kind }) => ({ place, kind }))];
}

/** In a header for credentials everything but placeholders and the names around them is one. */
function inspectHeaders(
  headers: NonNullable<Fixture['exchanges'][number]['response']['headers']>,
  place: string,
): readonly Finding[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!credentialHeader.test(name)) return [];
    const texts = typeof value === 'string' ? [value] : value;
    return texts.every((text) => isFilled(name, text))
      ? []
      : [{ place: `${place}.${name}`, kind: 'credential' as const }];
  });
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
