import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Model, formatModelId } from '../../src/contract/model.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';
import { formatResolution } from '../../src/contract/resolution.ts';
import { resolveModel, type RoutingRequest } from '../../src/routing/resolve-model.ts';
import type { RoutingTable } from '../../src/routing/routing-table.ts';
import { instance, table } from './tables.ts';

const whole = 'openrouter/auto';

/** `rule provider model`, or the code of the failure. */
function outcome(from: RoutingTable, request: RoutingRequest | string): string {
  try {
    const asked = typeof request === 'string' ? { model: request } : request;
    const { rule, provider, model } = resolveModel(from, asked);
    return `${rule} ${provider} ${model}`;
  } catch (error) {
    return PlugboardError.isInstance(error) ? error.code : String(error);
  }
}

function messageOf(from: RoutingTable, request: RoutingRequest): string {
  try {
    resolveModel(from, request);
  } catch (error) {
    if (PlugboardError.isInstance(error)) return error.message;
  }
  return '';
}

const openai = (...models: readonly (string | Model)[]) => instance('openai', ['gpt-4o', 'gpt-*', ...models]);
const openrouter = (...models: readonly (string | Model)[]) => instance('openrouter', models);

test.each<[string, RoutingTable, string, string]>([
  ['its own model of that name', table([openrouter(whole)]), whole, `exact openrouter ${whole}`],
  ['its own model, beside others', table([openrouter(whole, 'meta/llama')]), whole, `exact openrouter ${whole}`],
  [
    'its own model, written in full',
    table([openrouter(whole)]),
    `openrouter/${whole}`,
    `qualified-id openrouter ${whole}`,
  ],
  [
    'an alias of its own model',
    table([openrouter({ id: 'auto-2', aliases: [whole] })]),
    whole,
    'exact openrouter auto-2',
  ],
  [
    'an alias that spells the qualified id',
    table([openrouter({ id: 'auto', aliases: [whole] })]),
    whole,
    'qualified-id openrouter auto',
  ],
  [
    'its own model rather than its pattern for the rest',
    table([openai('openai/gpt-oss-120b')]),
    'openai/gpt-oss-120b',
    'exact openai openai/gpt-oss-120b',
  ],
  ['its own model rather than its `*`', table([openrouter(whole, '*')]), whole, `exact openrouter ${whole}`],
  ['its own pattern that spells its name', table([openrouter('openrouter/*')]), whole, `pattern openrouter ${whole}`],
  [
    'a model that it has exactly, and its pattern for whole names',
    table([openrouter('openrouter/*', 'auto')]),
    whole,
    'qualified-id openrouter auto',
  ],
  [
    'its own model rather than the pattern of another',
    table([openrouter(whole), instance('x', ['openrouter/*'])]),
    whole,
    `exact openrouter ${whole}`,
  ],
  [
    'a model of its own behind the slash, and the pattern of another',
    table([openai(), openrouter('openai/*')]),
    'openai/gpt-4o',
    'qualified-id openai gpt-4o',
  ],
  [
    'a model of its own behind the slash, and the `*` of another',
    table([openai(), instance('any', ['*'])]),
    'openai/gpt-9',
    'qualified-id openai gpt-9',
  ],
  ['nothing of that name', table([openrouter('other')]), whole, 'qualified-id openrouter auto'],
  [
    'its own pattern for whole names that is longer than that of another',
    table([openrouter('openrouter/a*'), instance('x', ['openrouter/*'])]),
    whole,
    `pattern openrouter ${whole}`,
  ],
  [
    'a shorter pattern for whole names than another',
    table([openrouter('openrouter/*'), instance('x', ['openrouter/a*'])]),
    whole,
    `pattern x ${whole}`,
  ],
  [
    'a name in other letters',
    table([openrouter('auto'), instance('x', ['OpenRouter/auto'])]),
    'OpenRouter/auto',
    'exact x OpenRouter/auto',
  ],
  [
    'an empty model that is declared',
    table([openrouter('openrouter/')]),
    'openrouter/',
    'exact openrouter openrouter/',
  ],
  ['both models', table([openrouter(whole, 'auto')]), whole, 'model_ambiguous'],
  [
    'a model, and an alias for the rest',
    table([openrouter(whole, { id: 'x', aliases: ['auto'] })]),
    whole,
    'model_ambiguous',
  ],
  ['patterns for both', table([openai('openai/*')]), 'openai/gpt-oss-20b', 'model_ambiguous'],
  [
    'a pattern, and another has the whole name',
    table([openai(), instance('groq', ['openai/gpt-oss-120b'])]),
    'openai/gpt-oss-120b',
    'model_ambiguous',
  ],
  [
    'the model, and another has the whole name',
    table([openai(), openrouter('openai/gpt-4o')]),
    'openai/gpt-4o',
    'model_ambiguous',
  ],
  ['the whole name, as another does', table([openrouter(whole), instance('x', [whole])]), whole, 'model_ambiguous'],
  [
    'nothing of it, and another has the whole name',
    table([openrouter('other'), instance('x', [whole])]),
    whole,
    'model_ambiguous',
  ],
  [
    'nothing of it, and another has it as an alias',
    table([openrouter(), instance('x', [{ id: 'm', aliases: [whole] }])]),
    whole,
    'model_ambiguous',
  ],
  [
    'a pattern, and another has a pattern for whole names',
    table([openai(), openrouter('openai/*')]),
    'openai/gpt-5',
    'model_ambiguous',
  ],
  [
    'nothing of it, and another has a pattern for whole names',
    table([instance('meta', []), openrouter('meta/*')]),
    'meta/llama',
    'model_ambiguous',
  ],
  ['an empty model under a pattern', table([openrouter('openrouter/*')]), 'openrouter/', 'model_not_found'],
])('with an instance of the first part of a name that has %s', (_, from, name, expected) => {
  expect(outcome(from, name)).toBe(expected);
});

test.each<[string, RoutingTable, string, string]>([
  ['the whole name where it is declared', table([openrouter(whole)]), whole, whole],
  ['the whole name where both are declared', table([openrouter(whole, 'auto')]), whole, whole],
  ['the whole name under a pattern that spells it', table([openrouter('openrouter/*')]), whole, whole],
  ['the whole name where patterns claim both', table([openrouter('openrouter/*', 'au*')]), whole, whole],
  ['what is behind it where only that is declared', table([openrouter('auto', 'openrouter/*')]), whole, 'auto'],
  ['what is behind it under a pattern', table([openrouter('au*')]), whole, 'auto'],
  ['what is behind it where nothing is declared', table([openrouter()]), whole, 'auto'],
  ['what is behind it under `*`', table([openrouter('*')]), whole, 'auto'],
  ['the whole name written in full', table([openrouter()]), `openrouter/${whole}`, whole],
  ['the model of an alias', table([openrouter({ id: 'm', aliases: [whole] })]), whole, 'm'],
  ['a name with another instance in front', table([openrouter(), openai()]), 'openai/gpt-4o', 'openai/gpt-4o'],
])('a provider of the call or the client is sent %s', (_, from, model, sent) => {
  expect(outcome(from, { model, callProvider: 'openrouter' })).toBe(`call-provider openrouter ${sent}`);
  expect(outcome(from, { model, clientProvider: 'openrouter' })).toBe(`client-provider openrouter ${sent}`);
});

test.each<[string, RoutingTable, string, readonly string[] | string]>([
  [
    'the declared whole name, as a target and in a chain',
    table([openrouter(whole), instance('x', ['m'])], { a: ['m', whole] }),
    'a',
    ['chosen x/m', `fallback openrouter/${whole}`],
  ],
  ['a target in full', table([openrouter(whole)], { a: [`openrouter/${whole}`] }), 'a', [`chosen openrouter/${whole}`]],
  [
    'an alias that is called as the name that it settles',
    table([openai(), instance('groq', ['openai/gpt-oss-120b'])], {
      'openai/gpt-oss-120b': ['groq/openai/gpt-oss-120b'],
    }),
    'openai/gpt-oss-120b',
    ['chosen groq/openai/gpt-oss-120b', 'passed-over openai/gpt-oss-120b'],
  ],
  [
    'an alias that is called as its own target',
    table([openrouter(whole)], { [whole]: [whole] }),
    whole,
    [`chosen openrouter/${whole}`, 'passed-over openrouter/auto'],
  ],
  ['what is behind the slash', table([openrouter('auto')], { a: [whole] }), 'a', ['chosen openrouter/auto']],
  [
    'an id that an alias spells in full',
    table([openrouter({ id: 'auto', aliases: [whole] })], { a: [whole] }),
    'a',
    ['chosen openrouter/auto'],
  ],
  ['a target with two readings', table([openrouter(whole, 'auto')], { a: [whole] }), 'a', 'model_ambiguous'],
  [
    'a fallback with two readings',
    table([openai(), openrouter('openai/gpt-4o')], { a: ['gpt-4o', 'openai/gpt-4o'] }),
    'a',
    'model_ambiguous',
  ],
  [
    'a target that is the alias of another instance',
    table([openai(), openrouter({ id: 'm', aliases: ['openai/gpt-4o'] })], { a: ['openai/gpt-4o'] }),
    'a',
    'model_ambiguous',
  ],
  [
    'a target that is an alias of a model',
    table([openrouter({ id: 'm', aliases: [whole] })], { a: [whole] }),
    'a',
    'config_invalid',
  ],
])('an alias of the config: %s', (_, from, name, expected) => {
  if (typeof expected === 'string') return expect(outcome(from, name)).toBe(expected);
  const { candidates } = resolveModel(from, { model: name });
  return expect(candidates.map(({ outcome: how, provider, model }) => `${how} ${provider}/${model}`)).toEqual(expected);
});

test('the ways to choose between an instance and the whole name of another', () => {
  const from = table([openai(), instance('groq', ['openai/gpt-oss-120b'])]);
  expect(messageOf(from, { model: 'openai/gpt-oss-120b' })).toBe(
    'The model "openai/gpt-oss-120b" is a model of "openai" (given in code, as its "gpt-oss-120b") and of "groq" (given in code). ' +
      'Plugboard does not guess. Write "groq/openai/gpt-oss-120b", pass `provider: "openai"` with the model "gpt-oss-120b", ' +
      'or give an instance another name.',
  );
});

test('the ways to choose between two models of one instance', () => {
  expect(messageOf(table([openrouter(whole, 'auto')]), { model: whole })).toBe(
    'The model "openrouter/auto" names several models of "openrouter" (given in code, as its "auto"). Plugboard does not guess. ' +
      'Write "openrouter/openrouter/auto", pass `provider: "openrouter"` with the model "auto", or give an instance another name.',
  );
});

test('a resolution shows what is sent, and the reading that lost', () => {
  expect(formatResolution(resolveModel(table([openrouter(whole)]), { model: whole }))).toBe(
    [
      'openrouter/auto -> openrouter/openrouter/auto (exact)',
      '  chosen       openrouter/openrouter/auto  It is the only provider with a model of this id.',
      '  passed over  openrouter/auto             The model name is qualified with it, but an exact id or alias takes precedence.',
    ].join('\n'),
  );
  const { candidates } = resolveModel(table([openrouter()]), { model: whole });
  expect(candidates[0]?.reason).toBe(
    'The part before the first "/" names it. It does not declare "auto", which is sent as it is.',
  );
});

test('an instance in other letters is no instance, and the right ones are named', () => {
  expect(messageOf(table([openrouter()]), { model: 'OpenRouter/auto' })).toMatch(/Did you mean "openrouter\/auto"\?/);
  expect(messageOf(table([openrouter('*')]), { model: '' })).toMatch(/is empty/);
  expect(outcome(table([openrouter('*')]), 'OpenRouter/auto')).toBe('pattern openrouter OpenRouter/auto');
});

test('a plugin that cannot be used and declares a whole name is told under that name', () => {
  const problems = [
    { plugin: 'plug-router', id: 'router', message: 'It is too new.', models: [{ id: 'router/auto' }] },
  ];
  const { candidates } = resolveModel(table([instance('any', ['*'])], {}, { problems }), { model: 'router/auto' });
  expect(candidates.at(-1)).toMatchObject({ provider: 'plug-router', model: 'router/auto' });
});

const names = fc.constantFrom('a', 'b', 'a/b', 'b/a', 'a/a', 'a/a/b', 'b/*', 'a/*', 'a*', '*', 'A/b');
const instances = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    models: fc.uniqueArray(
      fc.record({ id: names, aliases: fc.uniqueArray(fc.constantFrom('a/b', 'b', 'x'), { maxLength: 1 }) }),
      { maxLength: 3, selector: ({ id }) => id },
    ),
  }),
  { minLength: 1, maxLength: 3, selector: ({ id }) => id },
);

test('a declared model is never sent without its first part unless the rest is declared too', () => {
  fc.assert(
    fc.property(instances, fc.constantFrom('a', 'b', 'a/b', 'b/a', 'a/a', 'a/a/b'), (list, model) => {
      const from = table(list.map(({ id, models }) => instance(id, models)));
      const owners = list.filter(({ models }) => models.some(({ id }) => id === model));
      const [code, provider, sent] = outcome(from, model).split(' ');
      if (owners.length === 0 || code === 'model_ambiguous') return;
      expect({ provider, sent }).toEqual({ provider: owners[0]?.id, sent: model });
      expect(owners).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
});

test('a model that cannot be chosen by any name is not offered', () => {
  const from = table([
    instance('a', [
      { id: 'a', aliases: ['b'] },
      { id: 'a/*', aliases: [] },
      { id: 'A/b', aliases: ['b'] },
    ]),
  ]);
  const message = messageOf(from, { model: 'a/a/b' });
  expect(message).not.toContain('with the model "a/b"');
  expect(message).toMatch(/, or rename one of the models\.$/);
});

test('every way to choose that a message names leads to an owner, and all owners are named', () => {
  fc.assert(
    fc.property(instances, fc.constantFrom('a', 'b', 'a/b', 'b/a', 'a/a', 'a/a/b'), (list, model) => {
      const from = table(list.map(({ id, models }) => instance(id, models)));
      const message = messageOf(from, { model });
      const ways = message.slice(message.indexOf('Plugboard does not guess.'));
      if (!message.includes('Plugboard does not guess.')) return;
      const written = [...(/Write (.*?)(?:, pass|, or )/.exec(ways)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
        ([, name = '']) => name,
      );
      const reached = written.map((name) => resolveModel(from, { model: name }));
      for (const [index, { provider, model: sent }] of reached.entries()) {
        expect(formatModelId(provider, sent)).toBe(written[index]);
      }
      for (const [, provider = '', inner = ''] of ways.matchAll(/provider: "([^"]+)"` with the model "([^"]+)"/g)) {
        reached.push(resolveModel(from, { model: inner, callProvider: provider }));
      }
      expect(new Set(reached.map((way) => formatModelId(way.provider, way.model))).size).toBe(reached.length);
      // A model behind a pattern may have no name that is its own.
      if (!ways.includes('rename one of the models')) expect(reached.length).toBeGreaterThan(1);
    }),
    { numRuns: 1000 },
  );
});
