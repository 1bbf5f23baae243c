import { expect, test } from 'vitest';
import { importConditions } from '../../src/registry/import-conditions.ts';

test.each<[readonly string[], string | undefined, readonly string[]]>([
  [[], undefined, []],
  [['--conditions', 'a', '--require', 'b', '--conditions=c'], undefined, ['a', 'c']],
  [['-C', 'a'], '--conditions=b  -C=c --max-old-space-size=4', ['b', 'c', 'a']],
  [['-C'], undefined, []],
  [['-C', 'a', '-C', 'a'], undefined, ['a']],
])('flags %j and NODE_OPTIONS %j give %j', (flags, nodeOptions, expected) => {
  expect(importConditions(flags, nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions })).toEqual(expected);
});
