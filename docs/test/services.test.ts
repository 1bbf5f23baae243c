import { openai, presets } from '@plugboard/provider-openai';
import { expect, test } from 'vitest';
import { anyService, twoServices } from '../snippets/services.ts';
import { readDocument } from './surroundings.ts';

test('the table of services says what the presets say', async () => {
  const document = await readDocument('services.md');
  const rows = document.split('\n').filter((line) => /^\| `[\w.-]+` +\|/.test(line));
  expect(
    rows.map((row) =>
      row
        .split('|')
        .slice(1, 5)
        .map((cell) => cell.trim()),
    ),
  ).toEqual(
    Object.entries(presets).map(([name, { service, baseUrl, keyVariable, document: page }]) => [
      `\`${name}\``,
      `[${service}](${page})`,
      `\`${baseUrl}\``,
      keyVariable === undefined ? '' : `\`${keyVariable}\``,
    ]),
  );
});

test('names lead where the document says', async () => {
  await using both = twoServices();
  expect(await both.explain('llava')).toMatchObject({ provider: 'ollama', rule: 'exact' });
  expect(await both.explain('qwen3-vl:8b')).toMatchObject({ provider: 'ollama', rule: 'pattern' });
  expect(await both.explain('gpt-4o')).toMatchObject({ provider: 'openai' });
  await using any = anyService('fake-key');
  expect(await any.explain('house-model')).toMatchObject({ provider: openai.id });
});
