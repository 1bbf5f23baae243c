import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the schema is shipped, and editors and programs can name it', () => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const path = './plugboard.schema.json';
  expect(JSON.parse(text)).toMatchObject({
    files: expect.arrayContaining(['plugboard.schema.json']),
    exports: { [path]: path },
    publishConfig: { exports: { [path]: path } },
  });
});
