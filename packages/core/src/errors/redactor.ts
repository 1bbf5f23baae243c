/**
 * Knows the secrets of one client and removes them from every text that leaves it.
 * @see docs/decisions/0024-what-is-a-secret.md for what counts as a secret
 */
export interface Redactor {
  /**
   * From now on, {@link clean} replaces this value with `[redacted]`, also in its usual encodings. It ignores values
   * shorter than 6 characters and ordinary words: no key is an ordinary word, and sentences are full of them.
   */
  add(secret: string): void;
  /**
   * Registers a name that messages need, such as that of an instance or the address of a service. The redactor then
   * never treats the whole name, or a short piece of it, as a secret.
   */
  allow(name: string): void;
  /** The text without secrets. */
  clean(text: string): string;
}

const redactorKey: unique symbol = Symbol.for('plugboard.redactor') as never;

/** Gives a host its client's redactor without showing it to plugins. */
export function attachRedactor<T extends object>(host: T, redactor: Redactor): T {
  Object.defineProperty(host, redactorKey, { value: redactor });
  return host;
}

/** The redactor of a host. For a host that core did not make, as in a test, a new and empty one. */
export function redactorOf(host: object): Redactor {
  const attached = Reflect.get(host, redactorKey) as Redactor | undefined;
  return attached ?? createRedactor();
}

/** Shorter forms would match inside ordinary words. */
const minLength = 6;

/**
 * Services quote the ends of a key that they refuse, as in `sk-abcde...12345678`. Of a shorter key, those ends would be
 * the greater part.
 */
const minLengthWithEnds = 20;

/** A secret of at least this length is removed even from a name that contains it. */
const minLengthInName = 20;

/** An empty redactor. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  // Secrets arrive often and failures are rare, so `clean` makes the forms, not `add`.
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
        // Longest first, so that a secret that contains another one is replaced as a whole.
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

/** Longer words are rare in sentences, and a long run of letters is more likely a key than a word. */
const maxWordLength = 12;

/**
 * Whether a text looks like a word of a sentence: letters in one case, with enough vowels to be spoken. Placeholders
 * for keys are such words (`ollama`, `EMPTY`). Real keys are not, because they are random: they contain digits, mixed
 * case or long runs of consonants.
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

/** Lower case, without the slash at the end of an address. */
function comparable(text: string): string {
  return text.toLowerCase().replace(/\/+$/, '');
}

/**
 * The forms in which a text may contain a secret: unchanged, only its ends, percent-encoded, in hex, in JSON, in
 * base64.
 */
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

/** Without this check, an end that is a plain word would be removed from core's own messages. */
function isDistinctive(end: string): boolean {
  return /[^a-z-]/.test(end);
}

/** The base64 digits that these bytes alone decide, if `offset` other bytes precede them in the encoded text. */
function base64At(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
