/** Knows the secrets of one client and keeps them out of every text that leaves it. */
export interface Redactor {
  /** From now on this value, also in its usual encodings, is replaced by `[redacted]`. Shorter than 6 characters: ignored. */
  add(secret: string): void;
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

/** An empty redactor. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let ordered: readonly string[] = [];
  return {
    add(secret) {
      if (secret.length < 6) return;
      for (const form of encodingsOf(secret)) secrets.add(form);
      // Longest first, so that a secret that contains another one goes as a whole.
      ordered = [...secrets].sort((a, b) => b.length - a.length);
    },
    clean(text) {
      let cleaned = text;
      for (const secret of ordered) if (cleaned.includes(secret)) cleaned = cleaned.replaceAll(secret, '[redacted]');
      return cleaned;
    },
  };
}

function encodingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((offset) => {
    // The middle of a base64 text does not depend on its neighbours: cut what does.
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(offset === 0 ? 0 : 4, encoded.length - 4);
  });
  const forms = [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    bytes.toString('hex'),
    JSON.stringify(secret).slice(1, -1),
    ...shifted,
  ];
  return forms.filter((form) => form.length >= 6);
}
