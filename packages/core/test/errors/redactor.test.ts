import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuMs } from '../../../../scripts/lib/cpu-time.ts';
import { createRedactor } from '../../src/errors/redactor.ts';

/** What a text shows of a secret, in the encodings in which one gets into logs. */
function shown(secret: string, text: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const forms: Readonly<Record<string, string>> = {
    raw: secret,
    uri: encodeURIComponent(secret),
    json: JSON.stringify(secret).slice(1, -1),
    hex: bytes.toString('hex'),
    'first characters': secret.slice(0, 8),
    'last characters': secret.slice(-8),
    ...Object.fromEntries(
      [0, 1, 2].map((offset) => {
        const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
        return [`base64 at ${offset}`, digits.slice(4, -4)];
      }),
    ),
  };
  return Object.keys(forms).filter((name) => text.includes(forms[name] ?? secret));
}

const secret = fc
  .string({ unit: 'grapheme', minLength: 16, maxLength: 60 })
  .filter((text) => text.isWellFormed() && !'[redacted]'.includes(text.slice(0, 8)));

test('no encoding of a secret gets through, whatever stands around it', () => {
  fc.assert(
    fc.property(secret, fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (value, before, after) => {
      const redactor = createRedactor();
      redactor.add(value);
      const around = Buffer.from(before + value + after);
      for (const text of [
        before + value + after,
        encodeURIComponent((before + value + after).toWellFormed()),
        JSON.stringify(before + value + after),
        around.toString('hex'),
        around.toString('hex').toUpperCase(),
        around.toString('base64'),
        around.toString('base64url'),
      ]) {
        const cleaned = redactor.clean(text);
        expect(cleaned).toContain('[redacted]');
        expect(shown(value, cleaned)).toEqual([]);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('a secret that contains another one goes as a whole, in whatever order they came', () => {
  const redactor = createRedactor();
  redactor.add('inner-secret');
  expect(redactor.clean('x inner-secret y')).toBe('x [redacted] y');
  redactor.add('outer-inner-secret-outer');
  expect(redactor.clean('x outer-inner-secret-outer y')).toBe('x [redacted] y');
});

test('short values are no secrets: they would be found in ordinary words', () => {
  const redactor = createRedactor();
  redactor.add('model');
  expect(redactor.clean('the model')).toBe('the model');
});

test('adding ten thousand secrets takes no time to speak of', () => {
  const redactor = createRedactor();
  const begin = cpuMs();
  for (let index = 0; index < 10_000; index += 1) redactor.add(`fake-secret-number-${index}`);
  expect(cpuMs() - begin).toBeLessThan(500);
  expect(redactor.clean('fake-secret-number-9999')).toBe('[redacted]');
});

test.each(['ollama', 'Ollama', 'EMPTY', 'dummy', 'unused', 'anything', 'placeholder'])(
  '%s is an ordinary word and no secret',
  (word) => {
    const redactor = createRedactor();
    redactor.add(word);
    redactor.add(`Bearer ${word}`);
    const text = `${word}: the service says that ${word} has no such model. [${word}/llava]`;
    expect(redactor.clean(text)).toBe(text);
  },
);

/** Made up, in the shapes of keys, tokens and passwords in use; some as short as they get. */
const shapes = [
  'ab12cd',
  'k3y-9fQ',
  'hunter2',
  'sk-1234',
  'Zx9!kQ',
  'qwKzPxRt',
  'xkqjzvbnmt',
  'qazxswdcvf',
  'deadbeefcafebabe',
  'not-a-key',
  'correct-horse-battery-staple',
  'sk-proj-FAKEfake0123456789FAKEfake0123456789',
  'sk-ant-api03-FAKEfake_0123-456789',
  'sk-or-v1-0123456789abcdef0123456789abcdef',
  'gsk_FAKEfake0123456789FAKE',
  'AIzaFAKEfake0123456789_FAKE-fake01234567',
  'hf_FAKEfakeFAKEfakeFAKEfakeFAKEfake',
  'r8_FAKEfake0123456789',
  'xai-FAKEfake0123456789',
  'fake0123456789abcdef0123456789ab.FAKEfake01234567',
  '01234567-89ab-cdef-0123-456789abcdef',
  'eyJhbGciOiJub25lIn0.eyJmYWtlIjp0cnVlfQ.ZmFrZQ',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'abcdefghijklmnopqrstuvwxyz',
];

test.each(shapes)('a key such as %s never shows, whatever the names are', (key) => {
  const redactor = createRedactor();
  redactor.allow('openai');
  redactor.allow('https://api.example.com:8443/v1');
  redactor.add(key);
  redactor.add(`Bearer ${key}`);
  for (const text of [
    key,
    `Bearer ${key}`,
    `Incorrect API key provided: ${key}.`,
    `"${key}"`,
    encodeURIComponent(key),
  ]) {
    expect(redactor.clean(text)).not.toContain(key);
  }
  expect(redactor.clean(`openai at api.example.com:8443 says no to ${key}`)).toBe(
    'openai at api.example.com:8443 says no to [redacted]',
  );
});

test.each<[string, string]>([
  ['my-box-1', 'my-box-1'],
  ['box-12', 'my-box-12'],
  ['Box-12', 'my-box-12'],
  ['localhost:8080', 'http://localhost:8080/v1'],
  ['models.example.com', 'https://models.example.com'],
  ['team-1', 'https://models.example.com/team-1/v1'],
  ['https://models.example.com/team-1/v1/', 'https://models.example.com/team-1/v1'],
])('%s stands in the name %s and is no secret', (value, name) => {
  const redactor = createRedactor();
  redactor.add(value);
  const text = `${value} does not answer`;
  expect(redactor.clean(text)).toBe('[redacted] does not answer');
  redactor.allow(name);
  expect(redactor.clean(text)).toBe(text);
});

test('a key that somebody made a part of an address is one all the same', () => {
  const redactor = createRedactor();
  const key = 'fake-key-0123456789-abcdef';
  redactor.allow(`https://models.example.com/${key}/v1`);
  redactor.add(key);
  expect(redactor.clean(`POST /${key}/v1`)).toBe('POST /[redacted]/v1');
});
