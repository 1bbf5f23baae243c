import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { resolveModel, type RoutingRequest } from '../../src/routing/resolve-model.ts';
import type { RoutingTable } from '../../src/routing/routing-table.ts';
import { instance, table } from './tables.ts';

const reka = instance('reka', [{ id: 'reka-core', aliases: ['core'] }, 'reka-flash', 'reka-*']);
const ollama = instance('ollama', ['llava', 'reka-core:local', { id: 'qwen*', input: [] }], 'openai');
const catchAll = instance('any', ['*']);

function outcome(from: RoutingTable, request: RoutingRequest): readonly string[] {
  const { rule, candidates } = resolveModel(from, request);
  return [rule, ...candidates.map((candidate) => `${candidate.outcome} ${candidate.provider}/${candidate.model}`)];
}

function failure(from: RoutingTable, request: RoutingRequest): PlugboardError {
  try {
    resolveModel(from, request);
  } catch (error) {
    if (PlugboardError.isInstance(error)) return error;
  }
  throw new Error('It resolved, or threw something else.');
}

const everything = table([reka, ollama, catchAll], {
  vision: ['reka/reka-core', 'llava'],
  'reka-flash': ['ollama/llava'],
  'ollama/llava': ['reka-core'],
});

test.each<[string, RoutingRequest, readonly string[]]>([
  [
    'the provider of the call beats everything',
    { model: 'reka-flash', callProvider: 'any', clientProvider: 'ollama' },
    ['call-provider', 'chosen any/reka-flash', 'passed-over ollama/llava', 'passed-over reka/reka-flash'],
  ],
  [
    'the provider of the client beats an alias',
    { model: 'vision', clientProvider: 'ollama' },
    [
      'client-provider',
      'chosen ollama/vision',
      'passed-over reka/reka-core',
      'passed-over ollama/llava',
      'passed-over any/vision',
    ],
  ],
  [
    'an alias beats a qualified id',
    { model: 'ollama/llava' },
    ['config-alias', 'chosen reka/reka-core', 'passed-over ollama/llava', 'passed-over any/ollama/llava'],
  ],
  [
    'an alias beats an exact id',
    { model: 'reka-flash' },
    ['config-alias', 'chosen ollama/llava', 'passed-over reka/reka-flash', 'passed-over any/reka-flash'],
  ],
  [
    'a list is a fallback chain in its order',
    { model: 'vision' },
    ['config-alias', 'chosen reka/reka-core', 'fallback ollama/llava', 'passed-over any/vision'],
  ],
  [
    'a qualified id takes any model',
    { model: 'ollama/never-heard:of/it' },
    ['qualified-id', 'chosen ollama/never-heard:of/it', 'passed-over any/ollama/never-heard:of/it'],
  ],
  [
    'an alias of a model is never sent, not even qualified',
    { model: 'reka/core' },
    ['qualified-id', 'chosen reka/reka-core', 'passed-over any/reka/core'],
  ],
  ['an exact id beats patterns', { model: 'llava' }, ['exact', 'chosen ollama/llava', 'passed-over any/llava']],
  ['an alias of a model beats patterns', { model: 'core' }, ['exact', 'chosen reka/reka-core', 'passed-over any/core']],
  [
    'an exact id beats a longer pattern of another',
    { model: 'reka-core:local' },
    ['exact', 'chosen ollama/reka-core:local', 'passed-over reka/reka-core:local', 'passed-over any/reka-core:local'],
  ],
  [
    'the longest pattern wins',
    { model: 'reka-next' },
    ['pattern', 'chosen reka/reka-next', 'passed-over any/reka-next'],
  ],
  ['a name with a slash stays whole', { model: 'meta/llama' }, ['pattern', 'chosen any/meta/llama']],
  [
    'the provider of the call takes its own prefix off',
    { model: 'reka/core', callProvider: 'reka' },
    ['call-provider', 'chosen reka/reka-core', 'passed-over any/reka/core'],
  ],
  [
    'the prefix of another provider is part of the name',
    { model: 'ollama/llava', callProvider: 'reka' },
    [
      'call-provider',
      'chosen reka/ollama/llava',
      'passed-over reka/reka-core',
      'passed-over ollama/llava',
      'passed-over any/ollama/llava',
    ],
  ],
])('%s', (_, request, expected) => {
  expect(outcome(everything, request)).toEqual(expected);
});

test('every candidate has a reason', () => {
  const { candidates } = resolveModel(everything, { model: 'reka-flash' });
  expect(candidates.map(({ reason }) => reason)).toEqual([
    'Target 1 of 1 of the alias "reka-flash" in the config.',
    'It has a model of this id, but the alias in the config takes precedence.',
    'Its pattern "*" matches, but the alias in the config takes precedence.',
  ]);
});

test.each<[string, RoutingTable, RoutingRequest, string, RegExp]>([
  [
    'two exact owners',
    table([instance('a', ['m']), instance('b', ['m'])]),
    { model: 'm' },
    'model_ambiguous',
    /of "a" .* and of "b" .*Write "a\/m" or "b\/m", pass `provider: "a"`/,
  ],
  [
    'an id here and an alias there',
    table([instance('a', ['m']), instance('b', [{ id: 'x', aliases: ['m'] }])]),
    { model: 'm' },
    'model_ambiguous',
    /"a\/m" or "b\/x"/,
  ],
  [
    'two owners of the longest pattern',
    table([instance('a', ['m-*']), instance('b', ['m-*']), catchAll]),
    { model: 'm-1' },
    'model_ambiguous',
    /"a\/m-1" or "b\/m-1"/,
  ],
  [
    'one alias for two models',
    table([
      instance('a', [
        { id: 'x', aliases: ['m'] },
        { id: 'y', aliases: ['m'] },
      ]),
    ]),
    { model: 'm' },
    'model_ambiguous',
    /several models of "a".*Write "a\/x" or "a\/y", or/,
  ],
  [
    'two owners of a target',
    table([instance('a', ['m']), instance('b', ['m'])], { v: ['m'] }),
    { model: 'v' },
    'model_ambiguous',
    /"a\/m"/,
  ],
  [
    'nobody',
    table([reka]),
    { model: 'zzz' },
    'model_not_found',
    /No provider has the model "zzz"\. Write "instance\/model" .*Instances: "reka"\.$/,
  ],
  ['a typing error', table([reka]), { model: 'reca-core' }, 'model_not_found', /Did you mean "reka-core"/],
  ['a cut-off name', table([reka]), { model: 'cor' }, 'model_not_found', /Did you mean "core"\?/],
  ['an empty name', everything, { model: '' }, 'model_not_found', /is empty/],
  ['an empty name behind an instance', everything, { model: 'reka/' }, 'model_not_found', /is empty after "reka\/"/],
  [
    'an unknown provider of the call',
    everything,
    { model: 'm', callProvider: 'rekka' },
    'model_not_found',
    /No provider is called "rekka", the name in the call\. Did you mean "reka"\?/,
  ],
  [
    'an unknown provider of the client',
    everything,
    { model: 'm', clientProvider: 'rekka' },
    'config_invalid',
    /client's `provider` option/,
  ],
  [
    'a target that is an alias of the config',
    table([reka], { a: ['b'], b: ['reka-core'] }),
    { model: 'a' },
    'config_invalid',
    /alias "a" .* points to "b", which is itself an alias/,
  ],
  [
    'a target with a slash that is an alias of the config, although a pattern matches it',
    table([reka, catchAll], { a: ['x/b'], 'x/b': ['reka-core'] }),
    { model: 'a' },
    'config_invalid',
    /alias "a" .* points to "x\/b", which is itself an alias/,
  ],
  [
    'a target that is an alias of a model',
    table([reka], { a: ['core'] }),
    { model: 'a' },
    'config_invalid',
    /Write the id "reka\/reka-core"/,
  ],
  [
    'a qualified target that is an alias',
    table([reka], { a: ['reka/core'] }),
    { model: 'a' },
    'config_invalid',
    /Write the id "reka\/reka-core"/,
  ],
  [
    'a fallback that nobody has',
    table([reka], { a: ['reka-core', 'nope'] }),
    { model: 'a' },
    'model_not_found',
    /"nope", to which the alias "a"/,
  ],
  [
    'a well-known name without its plugin',
    table([]),
    { model: 'gpt-4o' },
    'model_not_found',
    /npm install @plugboard\/provider-openai/,
  ],
  [
    'a well-known name of another service',
    table([]),
    { model: 'mistral-large-latest' },
    'model_not_found',
    /provider-openai with the `baseUrl`/,
  ],
  [
    'Reka without its plugin',
    table([]),
    { model: 'reka-core' },
    'model_not_found',
    /npm install @plugboard\/provider-reka/,
  ],
  [
    'a well-known name with its plugin',
    table([ollama]),
    { model: 'gpt-4o' },
    'model_not_found',
    /write "ollama\/gpt-4o"/,
  ],
  [
    'no package.json',
    table([], {}, { discovery: { enabled: true, manifest: undefined } }),
    { model: 'm' },
    'model_not_found',
    /pass `providers: \[\.\.\.\]`/,
  ],
  [
    'discovery switched off',
    table([], {}, { discovery: { enabled: false, manifest: '/app/package.json' } }),
    { model: 'm' },
    'model_not_found',
    /Discovery is off/,
  ],
  [
    'a reason why nothing was found',
    table([], {}, { discovery: { enabled: true, manifest: '/p', note: 'No folders.' } }),
    { model: 'm' },
    'model_not_found',
    /No folders\./,
  ],
])('fails for %s', (_, from, request, code, message) => {
  const error = failure(from, request);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
});

test('a broken plugin is named by the error, and by the candidates of others', () => {
  const problems = [{ plugin: 'plug-broken', message: 'It has no `export`.', models: [{ id: 'm-1' }] }];
  expect(failure(table([reka], {}, { problems }), { model: 'm-1' }).message).toContain(
    'Plugin "plug-broken" cannot be used: It has no `export`.',
  );
  const { candidates } = resolveModel(table([catchAll], {}, { problems }), { model: 'm-1' });
  expect(candidates.at(-1)).toEqual({
    provider: 'plug-broken',
    model: 'm-1',
    outcome: 'passed-over',
    reason: 'It cannot be used: It has no `export`.',
  });
});

test.each<[string, RoutingRequest]>([
  ['a model of the plugin', { model: 'z-model' }],
  ['a model qualified with its id', { model: 'zeta/any' }],
  ['its id as the provider of the call', { model: 'm', callProvider: 'zeta' }],
  ['its id as the provider of the client', { model: 'm', clientProvider: 'zeta' }],
  ['its package as the provider', { model: 'm', callProvider: 'plug-z' }],
])('of many broken plugins the one that was asked for says why: %s', (_, request) => {
  const others = ['a', 'b', 'c', 'd', 'e'].map((plugin) => ({ plugin, message: 'It is torn.', models: [] }));
  const asked = { plugin: 'plug-z', id: 'zeta', message: 'It is too new.', models: [{ id: 'z-model' }] };
  const { message } = failure(table([reka], {}, { problems: [...others, asked] }), request);
  expect(message).toContain('Plugin "plug-z" cannot be used: It is too new.');
  expect(message).toContain('Plugin "b" cannot be used: It is torn. Other plugins that cannot be used: "c", "d", "e".');
});

test('a well-known name leads to its package, even if nothing in that can be read', () => {
  const problems = ['@a/a', '@b/b', '@c/c', '@plugboard/provider-reka'].map((plugin) => {
    return { plugin, message: 'Its package.json is not valid JSON.', models: [] };
  });
  expect(failure(table([], {}, { problems }), { model: 'reka-core' }).message).toContain(
    'Plugin "@plugboard/provider-reka" cannot be used: Its package.json is not valid JSON.',
  );
});

test('a target whose plugin is broken is passed over, and the next one is chosen', () => {
  const problems = [{ plugin: 'plug-broken', message: 'It is too new.', models: [{ id: 'm-*' }] }];
  const from = table([reka], { v: ['m-1', 'reka-core'] }, { problems });
  expect(outcome(from, { model: 'v' })).toEqual([
    'config-alias',
    'chosen reka/reka-core',
    'passed-over plug-broken/m-1',
  ]);
  expect(failure(table([reka], { v: ['m-1'] }, { problems }), { model: 'v' }).code).toBe('model_not_found');
});

test('an alias may have the name of the model that it points to', () => {
  const from = table([reka, ollama], { 'reka-core': ['reka-core', 'ollama/llava'] });
  expect(outcome(from, { model: 'reka-core' })).toEqual([
    'config-alias',
    'chosen reka/reka-core',
    'fallback ollama/llava',
  ]);
});

test('an alias that points only to itself is a model that nobody has', () => {
  expect(failure(table([reka], { loop: ['loop'] }), { model: 'loop' }).code).toBe('model_not_found');
});

test('names with control characters are made visible in messages', () => {
  expect(failure(table([]), { model: 'a\u001b[31m' }).message).toContain('"a\\u001b[31m"');
});

test('the order of instances, models and problems never matters', () => {
  const name = fc.constantFrom('a', 'b', 'ab', 'a*', 'ab*', '*', 'c', 'x/a');
  const models = fc.uniqueArray(
    fc.record({ id: name, aliases: fc.uniqueArray(fc.constantFrom('a', 'b', 'z'), { maxLength: 2 }) }),
    { maxLength: 4, selector: ({ id }) => id },
  );
  const instances = fc.uniqueArray(fc.record({ id: fc.constantFrom('x', 'y', 'z', 'a'), models }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ id }) => id,
  });
  const shuffled = instances.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length }),
      fc.constantFrom('a', 'b', 'ab', 'abc', 'c', 'x/a', 'y/z', 'zz'),
      fc.constantFrom(undefined, 'x', 'y'),
    ),
  );
  const run = (from: RoutingTable, request: RoutingRequest): unknown => {
    try {
      return resolveModel(from, request);
    } catch (error) {
      return PlugboardError.isInstance(error) ? [error.code, error.message] : error;
    }
  };
  fc.assert(
    fc.property(shuffled, ([list, other, model, callProvider]) => {
      const one = table(
        list.map((entry) => instance(entry.id, entry.models)),
        { ab: ['a', 'b'] },
      );
      const two = table(
        other.map((entry) => instance(entry.id, entry.models.toReversed())),
        { ab: ['a', 'b'] },
      );
      expect(run(two, { model, callProvider })).toEqual(run(one, { model, callProvider }));
    }),
    { numRuns: 500 },
  );
});
