import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findPlugin } from '../../src/command/find-plugin.ts';

test('a plugin is found in a file, with its definition', async () => {
  const file = fileURLToPath(new URL('../web-provider.ts', import.meta.url));
  const { plugin, definition } = await findPlugin(file, '/');
  expect(plugin.id).toBe('web');
  expect(definition.models).toEqual([{ id: 'web-one', input: ['image'] }]);
});
