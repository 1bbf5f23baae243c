import { expect, test } from 'vitest';
import { formatResolution } from '../../src/contract/resolution.ts';
import { resolveModel } from '../../src/routing/resolve-model.ts';
import { instance, table } from './tables.ts';

test('a resolution is a table that says why each candidate won or lost', () => {
  const from = table([instance('reka', ['reka-core']), instance('any', ['*'])]);
  expect(formatResolution(resolveModel(from, { model: 'reka-core' }))).toBe(
    [
      'reka-core -> reka/reka-core (exact)',
      '  chosen       reka/reka-core  It is the only provider with a model of this id.',
      '  passed over  any/reka-core   Its pattern "*" matches, but an exact id or alias takes precedence.',
    ].join('\n'),
  );
});
