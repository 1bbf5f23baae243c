/** Knows the secrets of one client and keeps them out of every text that leaves it. docs/decisions/0024-what-is-a-secret.md has the rule. */
export interface Redactor {
  /**
   * From now on `[redacted]` replaces this value, also in its usual encodings. Ignored if the value is shorter than 6 characters or
   * an ordinary word: no key is one, and sentences are full of them.
   */
  add(secret: string): void;
  /**
   * A name that messages need, such as that of an instance or the address of a service. The whole name, or a short piece of it, is
   * never treated as a secret.
   */
  allow(name: string): void;
  clean(text: string): string;
}

const redactorKey: unique symbol = Symbol.for('plugboard.redactor') as never;

/** Gives a host its client's redactor without showing it to plugins. */
export function attachRedactor<T extends object>(host: T, redactor: Redactor): T {
  Object.defineProperty(host, redactorKey, { value: redactor });
  return host;
}

/** The redactor of a host. A host that core did not make, as in a test, has an empty one. */
export function redactorOf(host: object): Redactor {
  const attached = Reflect.get(host, redactorKey) as Redactor | undefined;
  return attached ?? createRedactor();
}

/** Shorter forms would be found in ordinary words. */
const minLength = 6;

/** Services show the ends of a key that they refuse, as `sk-abcde...12345678`. Those ends would be half of a shorter key. */
const minLengthWithEnds = 20;

/** If a name contains a secret of this length, somebody gave the name that secret. */
const minLengthInName = 20;

/** An empty redactor. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  // Secrets come often and failures are rare, so the forms are made when a text is cleaned.
  let fresh: string[] = [];
  let forms: readonly string[] = [];
  const names = new Set<string>();
  return {
    add(secret) {
      if (secret.length < minLength || secrets.has(secret)) return;
      secrets.add(secret);
      if (!isOrdinaryWord(secret)) fresh.push(secret);
    },
    allow(name) {
      if (!names.has(name)) names.add(name);
    },
    clean(text) {
      if (fresh.length > 0) {
        // Longest first: a secret that contains another one goes as a whole.
        forms = [...new Set([...forms, ...fresh.flatMap(formsOf)])].sort((a, b) => b.length - a.length);
        fresh = [];
      }
      let cleaned = text;
      for (const form of forms) {
        if (cleaned.includes(form) && !isPartOfName(names, form)) cleaned = cleaned.replaceAll(form, '[redacted]');
      }
      return cleaned;
    },
  };
}

/** Longer words are rare in sentences. The longer a made-up word is, the less likely it is an ordinary one. */
const maxWordLength = 12;

/**
 * Whether a text is a word as sentences have it: letters in one case that can be spoken. Placeholders for keys are such words
 * (`ollama`, `EMPTY`), and keys are not: chance puts digits, mixed case or unspeakable runs of letters into them.
 */
export function isOrdinaryWord(text: string): boolean {
  if (text.length > maxWordLength || !/^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(text)) return false;
  return /[aeiouy]/i.test(text) && !/[^aeiouy]{6}/i.test(text);
}

function isPartOfName(names: ReadonlySet<string>, form: string): boolean {
  const piece = comparable(form);
  for (const name of names) {
    const whole = comparable(name);
    if (whole === piece || (piece.length < minLengthInName && whole.includes(piece))) return true;
  }
  return false;
}

/** In one case, and without the slash at the end of an address. */
function comparable(text: string): string {
  return text.toLowerCase().replace(/\/+$/, '');
}

/** A secret as it may appear in a text: as it is, its ends, percent-encoded, in hex, in JSON, in base64. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const uri = encodeURIComponent(secret.toWellFormed());
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  return [
    secret,
    ...(secret.length < minLengthWithEnds ? [] : [secret.slice(0, 8), secret.slice(-8)].filter(isDistinctive)),
    uri,
    uri.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    uri.replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
    JSON.stringify(secret).slice(1, -1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ].filter((form) => form.length >= minLength);
}

/** An end that is a plain word would hide our own words. */
function isDistinctive(end: string): boolean {
  return /[^a-z-]/.test(end);
}

/** What the bytes look like in a base64 text in which `offset` others precede them: the digits that they alone decide. */
function base64At(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
