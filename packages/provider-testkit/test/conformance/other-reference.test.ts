import { expect, test } from 'vitest';
import { withOtherReference } from '../../src/conformance/stage/other-reference.ts';

test.each([
  [
    '{"url":"https://files.example/a|b?x=1"}',
    'https://files.example/a|b?x=1',
    '{"url":"https://files.example/a|b?x=2"}',
  ],
  ['{"id":"f-09af","size":70}', 'fake://f-09af', '{"id":"f-09aa","size":70}'],
  ['{"url":"https://files.example/nest/1.png"}', 'nest/1.png', '{"url":"https://files.example/nest/2.png"}'],
  ['id=Zz', 'id=Zz', 'id=Zg'],
  ['{"ok":true}', 'https://files.example/1', undefined],
  ['OK', 'https://files.example/1', undefined],
])('the answer %s, of which %s was made, is that of another file', (body, reference, expected) => {
  const other = withOtherReference({ status: 200, headers: {}, body: Buffer.from(body), cuts: [3] }, reference);
  expect(other && Buffer.from(other.body).toString()).toBe(expected);
});
