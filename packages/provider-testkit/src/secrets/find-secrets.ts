/** Something in a text that has the shape of a secret. */
export interface SecretShape {
  readonly kind: SecretKind;
  readonly value: string;
  readonly index: number;
}

/** What a part of a text looks like. */
export type SecretKind = 'jwe' | 'jwt' | 'key' | 'cookie' | 'e-mail' | 'credential' | 'random';

interface Detector {
  readonly kind: SecretKind;
  readonly pattern: RegExp;
  readonly judge?: (found: string) => boolean;
}

/** In order: the first detector that matches a part of the text decides. */
const detectors: readonly Detector[] = [
  { kind: 'jwe', pattern: /\bey[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g },
  { kind: 'jwt', pattern: /\bey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g },
  {
    kind: 'key',
    pattern:
      /\b(?:sk|pk|rk|key|token|api|xox[a-z]|gh[a-z]|hf|reka)[-_][A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
    judge: (found) => /\d/.test(found) || found.startsWith('-----'),
  },
  {
    kind: 'e-mail',
    pattern: /\b[A-Za-z0-9][A-Za-z0-9._%+-]*(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b/g,
    judge: isRealAddress,
  },
  { kind: 'credential', pattern: /\b(?:Bearer|Basic) +(?!\{\{)[\w.~+/=-]{8,}/gi },
  {
    kind: 'cookie',
    pattern: /\b[\w.-]*(?:sess|sid|auth|token|csrf)[\w.-]*=(?!\{\{)[^\s;&"'\\{}<>]{8,}/gi,
  },
  {
    kind: 'random',
    pattern: /[A-Za-z0-9_+/=%-]{24,}/g,
    judge: (found) => !idOfAnswer.test(found) && isRandom(found),
  },
];

/** Ids that services give to answers, calls and requests. Nobody else can use such an id. */
const idOfAnswer = /^(?:chatcmpl|cmpl|call|fc|fp|gen|msg|req|resp|run|toolu)[-_][A-Za-z0-9]{1,64}$/;

/**
 * All parts of a text that look like a JSON Web Token or its encrypted form, a key, an e-mail address or a long random string.
 * Placeholders do not count. Errs on the side of finding too much.
 */
export function findSecrets(text: string): readonly SecretShape[] {
  const found: SecretShape[] = [];
  const free = (from: number, to: number): boolean =>
    found.every(({ index, value }) => to <= index || from >= index + value.length);
  for (const { kind, pattern, judge } of detectors) {
    for (const match of text.matchAll(pattern)) {
      const [value] = match;
      if ((judge === undefined || judge(value)) && free(match.index, match.index + value.length)) {
        found.push({ kind, value, index: match.index });
      }
    }
  }
  return found.sort((one, other) => one.index - other.index);
}

/** Whether somebody may have the address: its domain is not reserved for examples. */
function isRealAddress(address: string): boolean {
  return !/(?:@|%40)(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$/i.test(address);
}

/**
 * Words, paths and repeated characters are not random; digests, ids and base64 are. Measured by the number of different
 * characters and of changes between kinds of them, which words and slugs do not reach.
 */
export function isRandom(text: string): boolean {
  const runs = text.split(/[/=%]/).filter((run) => run.length >= 24);
  return runs.some((run) => {
    if (
      /^[A-Za-z]+(?:[-_][A-Za-z0-9]+)*$/.test(run) &&
      run.split(/[-_]/).every((word) => /^(?:[A-Za-z]?[a-z]*|[A-Z]+|\d+)$/.test(word))
    )
      return false;
    const different = new Set(run).size;
    if (/^[0-9a-f-]+$/i.test(run)) return different >= 8 && /\d/.test(run);
    if (!/\d/.test(run) && !/[a-z][A-Z].*[a-z][A-Z].*[a-z][A-Z]/.test(run)) return false;
    return different >= 12;
  });
}
