import { expect, test } from 'vitest';
import { checkSnippets } from '../lib/snippets.mjs';

const program = `import { a } from 'a';

async function main() {
  // #region ask
  const answer = await a({
    // #region inner
    text: 'x',
    // #endregion inner
  });
  // #endregion ask
}
`;

function check(document: string): { text: string; faults: readonly string[] } {
  return checkSnippets(document, (path) => (path === 'main.ts' ? program : undefined));
}

const asked = "const answer = await a({\n  text: 'x',\n});";

test('a block that equals the dedented region is fine', () => {
  const document = `# Title\n\n<!-- snippet: main.ts#ask -->\n\n\`\`\`ts\n${asked}\n\`\`\`\n\nText.\n`;
  expect(check(document)).toEqual({ text: document, faults: [] });
});

test('blocks that differ are named with their lines and rewritten', () => {
  const block = (code: string): string => `<!-- snippet: main.ts#ask -->\n\`\`\`ts\n${code}\n\`\`\`\n`;
  const { text, faults } = check(block('old();') + block(asked) + block('old();\nold();'));
  expect(text).toBe(block(asked).repeat(3));
  expect(faults).toEqual(['line 2: the block differs from main.ts.', 'line 12: the block differs from main.ts.']);
});

test('a marker without a region takes the whole file', () => {
  const document = `<!-- snippet: main.ts -->\n\`\`\`\`ts\n${program}\`\`\`\`\n`;
  expect(check(document)).toEqual({ text: document, faults: [] });
});

test('a block in a list keeps its indentation', () => {
  const { text } = check('- <!-- snippet: main.ts#inner -->\n'.replace('- ', '  ') + '  ```ts\n  ```\n');
  expect(text).toBe("  <!-- snippet: main.ts#inner -->\n  ```ts\n  text: 'x',\n  ```\n");
});

test.each([
  ['```ts\nx\n```', 'line 1: a `ts` block needs a marker'],
  ['```js\nx\n```', 'line 1: a `js` block needs a marker'],
  ['<!-- snippet: main.ts#ask -->\ntext between\n```ts\nx\n```', 'line 3: a `ts` block needs a marker'],
  ['<!-- snippet: gone.ts#ask -->\n```ts\nx\n```', 'line 2: there is no file gone.ts.'],
  ['<!-- snippet: main.ts#gone -->\n```ts\nx\n```', 'line 2: main.ts has no region "gone".'],
])('%j is a fault', (document, fault) => {
  const { text, faults } = check(document);
  expect(text).toBe(document);
  expect(faults).toEqual([expect.stringContaining(fault)]);
});

test.each([
  ['```text\nx\n```'],
  ['```sh\nnpm test\n```'],
  ['```json\n{}\n```'],
  ['```\nx\n```'],
  ['````md\n```ts\nx\n```\n````'],
  ['no block, `ts` only'],
])('%j needs no marker', (document) => {
  expect(check(document)).toEqual({ text: document, faults: [] });
});
