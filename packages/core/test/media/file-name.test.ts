import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanFileName } from '../../src/media/file-name.ts';

const names: readonly (readonly [string, string | undefined, string])[] = [
  ['a plain name', 'cat.jpeg', 'cat.jpeg'],
  ['a path', '/home/someone/cat.jpeg', 'cat.jpeg'],
  ['a path of Windows', 'C:\\cats\\cat.jpeg', 'cat.jpeg'],
  ['a climbing path', '../../etc/passwd', 'passwd'],
  ['a folder', 'cats/', 'cats'],
  ['dots alone', '../..', 'image.jpg'],
  ['a hidden file', '.htaccess', 'htaccess'],
  ['quotes', 'a"; filename="b.png', 'a_; filename=_b.png'],
  ['line breaks', 'a\r\nContent-Type: text\r\n\r\n.png', 'aContent-Type_ text.png'],
  ['NUL and ESC', 'a\0\u001b[31m.png', 'a[31m.png'],
  ['bidi controls', 'cat\u202egnp.exe', 'catgnp.exe'],
  ['zero width', 'c\u200bat.png', 'cat.png'],
  ['line separators', 'a\u2028b\u2029.png', 'ab.png'],
  ['a lone surrogate', 'a\ud800b.png', 'ab.png'],
  ['an emoji', '🐈 猫.png', '🐈 猫.png'],
  ['a decomposed letter', 'u\u0308.png', 'ü.png'],
  ['a device of Windows', 'CON.png', '_CON.png'],
  ['another device', 'lpt1', '_lpt1'],
  ['no device', 'console.png', 'console.png'],
  ['characters that Windows forbids', 'a<b>c:d|e?f*g.png', 'a_b_c_d_e_f_g.png'],
  ['spaces and dots at the end', ' cat.png. . ', 'cat.png'],
  ['an empty name', '', 'image.jpg'],
  ['no name', undefined, 'image.jpg'],
  ['a name of controls', '\u0001\u0002', 'image.jpg'],
  ['a long name', `${'a'.repeat(5000)}.jpeg`, `${'a'.repeat(95)}.jpeg`],
  ['a long name without extension', 'b'.repeat(5000), 'b'.repeat(100)],
  ['a long extension', `a.${'b'.repeat(5000)}`, `a.${'b'.repeat(98)}`],
  ['emoji that the end would cut', `a${'🐈'.repeat(60)}.png`, `a${'🐈'.repeat(47)}.png`],
  ['long emoji', `${'🐈'.repeat(60)}.png`, `${'🐈'.repeat(48)}.png`],
];

test.each(names)('%s becomes a clean name', (_, name, clean) => {
  expect(cleanFileName(name, 'image/jpeg')).toBe(clean);
});

test.each([
  ['video/mp4', 'video.mp4'],
  ['video/quicktime', 'video.mov'],
  ['audio/mpeg', 'audio.mp3'],
  ['application/pdf', 'pdf.pdf'],
  ['image/psd', 'image.psd'],
  ['image/x-icon', 'image.ico'],
  ['video/x-flv', 'video.flv'],
  ['image/x-very-special', 'image.bin'],
])('a nameless %s is called %s', (type, name) => {
  expect(cleanFileName(undefined, type)).toBe(name);
});

test('whatever the name, the clean one is short, safe and stays as it is', () => {
  const hostile = fc.constantFrom(
    '/',
    '\\',
    '"',
    '\r\n',
    '\0',
    '\u202e',
    '\ud83d',
    '.',
    ' ',
    'CON',
    ':',
    '%',
    '.png',
    '🐈',
  );
  const part = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 40 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const clean = cleanFileName(parts.join(''), 'image/png');
      expect(clean.length).toBeLessThanOrEqual(100);
      expect(clean).not.toBe('');
      expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029/\\"<>:|?*]|^[. ]|[. ]$/u);
      expect(clean.isWellFormed()).toBe(true);
      expect(cleanFileName(clean, 'image/png')).toBe(clean);
    }),
    { numRuns: 2000, seed: 7 },
  );
});
