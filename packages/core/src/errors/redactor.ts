import { isOrdinaryWord } from './is-ordinary-word.ts';

/** Knows the secrets of one client and keeps them out of every text that leaves it. docs/decisions/0024-what-is-a-secret.md has the rule. */
export interface Redactor {
  /**
   * From now on this value, also in its usual encodings, is replaced by `[redacted]`. Ignored when it is shorter than 6
   * characters or an ordinary word: sentences would be full of it, and no key is.
   */
  add(secret: string): void;
  /**
   * A name that messages need, such as that of an instance or the address of a service. What is all of it, or a short piece of it,
   * is no secret.
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

/** The redactor of a host; one that knows nothing for hosts that were not made by core, as in a test. */
export function redactorOf(host: object): Redactor {
  const attached = Reflect.get(host, redactorKey) as Redactor | undefined;
  return attached ?? createRedactor();
}

/** Shorter forms would be found in ordinary words. */
const shortest = 6;

/** Services show the ends of a key that they refuse, as `sk-abcde...12345678`. Of a shorter one that would be half of it. */
const shortestWithEnds = 20;

/** A name of which so much is a secret was given that secret. */
const shortestInName = 20;

/** A plain word would hide our own words. */
function isTelling(end: string): boolean {
  return /[^a-z-]/.test(end);
}

/** An empty redactor. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  // Failures are rare and secrets come often, so the forms are made when a text is cleaned.
  let fresh: string[] = [];
  let forms: readonly string[] = [];
  const names = new Set<string>();
  return {
    add(secret) {
      if (secret.length < shortest || secrets.has(secret)) return;
      secrets.add(secret);
      if (!isOrdinaryWord(secret)) fresh.push(secret);
    },
    allow(name) {
      if (!names.has(name)) names.add(name);
    },
    clean(text) {
      if (fresh.length > 0) {
        // Longest first, so that a secret that contains another one goes as a whole.
        forms = [...new Set([...forms, ...fresh.flatMap(formsOf)])].sort((a, b) => b.length - a.length);
        fresh = [];
      }
      let cleaned = text;
      for (const form of forms) {
        if (cleaned.includes(form) && !standsIn(names, form)) cleaned = cleaned.replaceAll(form, '[redacted]');
      }
      return cleaned;
    },
  };
}

function standsIn(names: ReadonlySet<string>, form: string): boolean {
  const piece = plain(form);
  for (const name of names) {
    const whole = plain(name);
    if (whole === piece || (piece.length < shortestInName && whole.includes(piece))) return true;
  }
  return false;
}

/** In one case, and without the slash at the end of an address. */
function plain(text: string): string {
  return text.toLowerCase().replace(/\/+$/, '');
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const uri = encodeURIComponent(secret.toWellFormed());
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  return [
    secret,
    ...(secret.length < shortestWithEnds ? [] : [secret.slice(0, 8), secret.slice(-8)].filter(isTelling)),
    uri,
    uri.replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
    uri.replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
    JSON.stringify(secret).slice(1, -1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ].filter((form) => form.length >= shortest);
}

/** What the bytes look like in a base64 text in which they begin behind `offset` others: the digits that they alone decide. */
function base64At(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}
