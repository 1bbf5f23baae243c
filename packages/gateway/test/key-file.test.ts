import { expect, test } from 'vitest';
import { parseKeyFile } from '../src/index.ts';

test.each([
  ['fake-key', [{ name: 'key-1', key: 'fake-key' }]],
  [
    'alice fake-key-a\r\n\r\n  bob\tfake-key-b  \r\n',
    [
      { name: 'alice', key: 'fake-key-a' },
      { name: 'bob', key: 'fake-key-b' },
    ],
  ],
  [
    '# those of today\nfake-key # of alice\n#bob fake-key-b\nfake#key',
    [
      { name: 'key-2', key: 'fake-key' },
      { name: 'key-4', key: 'fake#key' },
    ],
  ],
  [
    '\n [{"name":"alice","key":"fake-key","limits":{"concurrent":2}}]',
    [{ name: 'alice', key: 'fake-key', limits: { concurrent: 2 } }],
  ],
])('the file %j has these keys', (text, keys) => {
  expect(parseKeyFile(text)).toEqual(keys);
});

test.each([
  ['alice fake-key-a\nbob fake-key-b of-today', 'Line 2 of the key file must be a key, or a name and a key.'],
  ['', 'The key file contains no key'],
  ['# nobody\n\n', 'The key file contains no key'],
  ['[{"name":"fake-name"', 'The key file begins like a JSON array but is not valid JSON.'],
])('the file %j is refused, and nothing of it is quoted', (text, message) => {
  const read = (): unknown => parseKeyFile(text);
  expect(read).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  expect(read).toThrow(message);
  expect(read).not.toThrow(/fake-/);
});
