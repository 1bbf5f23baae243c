import { expect, test } from 'vitest';
import { describeEntryPoints } from '../../../scripts/lib/entry-points.mjs';

test('the entry points export what is listed', async () => {
  const entryPoints = await describeEntryPoints(
    new URL('../package.json', import.meta.url),
    (source) => import(source.href),
  );
  await expect(entryPoints).toMatchFileSnapshot('entry-points.txt');
});
