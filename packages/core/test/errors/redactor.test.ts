import fc from 'fast-check';
import { expect, test } from 'vitest';
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
  const begin = performance.now();
  for (let index = 0; index < 10_000; index += 1) redactor.add(`fake-secret-number-${index}`);
  expect(performance.now() - begin).toBeLessThan(500);
  expect(redactor.clean('fake-secret-number-9999')).toBe('[redacted]');
});
