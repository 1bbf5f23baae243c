import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { checkConfig } from '../../src/config/check-config.ts';

const schema: unknown = JSON.parse(readFileSync(new URL('../../plugboard.schema.json', import.meta.url), 'utf8'));
const fits = new Ajv({ strict: false, allErrors: true }).compile(schema as object);

const provider = (entry: object): object => ({ providers: { reka: { use: 'reka', ...entry } } });

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a schema for editors', { $schema: './plugboard.schema.json' }],
  ['a provider', provider({})],
  ['options of any shape', provider({ baseUrl: 'https://a.test', deep: { list: [1, true, null, { a: [] }] } })],
  [
    'references',
    provider({ apiKey: { $env: 'KEY' }, cookies: { appSession: { $file: 'session.txt' } }, list: [{ $env: 'A' }] }),
  ],
  [
    'models',
    provider({
      models: ['a', { id: 'b*' }, { id: 'c', aliases: ['d'], input: ['image', 'pdf'] }, { id: 'e', input: [] }],
    }),
  ],
  ['a limit', provider({ maxConcurrent: 3 })],
  ['no models', provider({ models: [] })],
  ['a pattern without aliases', provider({ models: [{ id: 'a*', aliases: [] }] })],
  ['names in any script', { providers: { 'mein Rēka': { use: 'reka' } }, models: { 'зрение/1:b': ['reka/x'] } }],
  ['aliases', { models: { vision: 'reka-core', chain: ['a', 'b/c'] } }],
  ['discovery off', { discover: false }],
  ['what no provider accepts left out', { unsupported: 'drop' }],
  [
    'a gateway',
    {
      gateway: {
        keys: [
          {
            name: 'alice',
            key: { $env: 'ALICE' },
            models: ['reka-*'],
            limits: { requestsPerMinute: 60, concurrent: 2 },
          },
          { name: 'bob', key: { $file: 'bob.key' } },
        ],
        allowedOrigins: ['https://chat.example.com'],
        keepAlive: 'chunk',
        page: false,
      },
    },
  ],
  ['a key called __proto__', JSON.parse('{ "models": { "__proto__": "reka-core" } }')],
  ['an option called __proto__', JSON.parse('{ "providers": { "a": { "use": "b", "__proto__": { "x": 1 } } } }')],
])('checker and schema accept %s', (_, config) => {
  expect(() => checkConfig(config)).not.toThrow();
  expect(fits(config), JSON.stringify(fits.errors)).toBe(true);
});

test.each<[string, unknown, string]>([
  [
    'a list',
    [],
    'the value must be an object with the keys "providers", "models", "discover", "unsupported" and "gateway", not an empty list',
  ],
  [
    'null',
    null,
    'the value must be an object with the keys "providers", "models", "discover", "unsupported" and "gateway", not null',
  ],
  [
    'an unknown key',
    { provider: {} },
    'provider is not a known key (known: "$schema", "providers", "models", "discover", "unsupported", "gateway")',
  ],
  [
    'an unlike key',
    { x: 1 },
    'x is not a known key (known: "$schema", "providers", "models", "discover", "unsupported", "gateway")',
  ],
  [
    'a key __proto__',
    JSON.parse('{ "__proto__": {} }'),
    '__proto__ is not a known key (known: "$schema", "providers", "models", "discover", "unsupported", "gateway")',
  ],
  ['a schema that is no string', { $schema: 1 }, '$schema must be a string, not a number'],
  ['another word for unsupported', { unsupported: 'ignore' }, 'unsupported must be "error" or "drop", not a string'],
  ['a gateway as a list', { gateway: [] }, 'gateway must be an object, not an empty list'],
  [
    'a broken reference for a gateway',
    { gateway: { keys: [{ key: { $env: '' } }] } },
    'gateway.keys[0].key.$env must be the name of an environment variable, not an empty string',
  ],
  [
    'a reference in place of a gateway',
    { gateway: { $file: 'gateway.json' } },
    'gateway.$file must be the value of an option, such as "apiKey": { "$file": "path" }, and not an option itself',
  ],
  ['discover as a text', { discover: 'yes' }, 'discover must be true or false, not a string'],
  ['providers as a list', { providers: [1] }, 'providers must be an object, not a list'],
  ['a provider as a text', { providers: { reka: 'reka' } }, 'providers.reka must be an object, not a string'],
  [
    'an instance with a slash',
    { providers: { 'a/b': { use: 'reka' } } },
    'providers["a/b"] cannot be the name of an instance: a name has no "/", no control characters, and no space at its ends',
  ],
  [
    'an empty instance name',
    { providers: { '': { use: 'reka' } } },
    'providers[""] cannot be the name of an instance: a name has no "/", no control characters, and no space at its ends',
  ],
  [
    'a provider without use',
    { providers: { reka: {} } },
    'providers.reka.use must be a package name, a relative path or the id of a plugin, not absent',
  ],
  [
    'an empty use',
    provider({ use: '' }),
    'providers.reka.use must be a package name, a relative path or the id of a plugin, not an empty string',
  ],
  [
    'an id in the entry',
    provider({ id: 'x' }),
    'providers.reka.id must be left out: the key above is the name of the instance',
  ],
  [
    'a reference in place of options',
    provider({ $env: 'HOME' }),
    'providers.reka.$env must be the value of an option, such as "apiKey": { "$env": "NAME" }, and not an option itself',
  ],
  [
    'a broken reference in place of options',
    provider({ $file: 7 }),
    'providers.reka.$file must be the value of an option, such as "apiKey": { "$file": "path" }, and not an option itself',
  ],
  ['a limit of none', provider({ maxConcurrent: 0 }), 'providers.reka.maxConcurrent must be a positive whole number'],
  ['a broken limit', provider({ maxConcurrent: 1.5 }), 'providers.reka.maxConcurrent must be a positive whole number'],
  [
    'a limit as a text',
    provider({ maxConcurrent: '3' }),
    'providers.reka.maxConcurrent must be a positive whole number, not a string',
  ],
  [
    'models as a text',
    provider({ models: 'a' }),
    'providers.reka.models must be a list of model names or models, not a string',
  ],
  [
    'an empty model name',
    provider({ models: ['a', ''] }),
    'providers.reka.models[1] must be a non-empty string, not an empty string',
  ],
  [
    'a model without id',
    provider({ models: [{}] }),
    'providers.reka.models[0].id must be a non-empty string, not absent',
  ],
  [
    'a misspelt key of a model',
    provider({ models: [{ id: 'a', alias: [] }] }),
    'providers.reka.models[0].alias is not a known key (known: "id", "aliases", "input", "accepts")',
  ],
  [
    'an unknown mode for unsupported parameters',
    provider({ unsupported: 'ignore' }),
    'providers.reka.unsupported must be "error" or "drop", not a string',
  ],
  [
    'a misspelt field of what a model accepts',
    provider({ models: [{ id: 'a', accepts: { parameter: [] } }] }),
    'providers.reka.models[0].accepts.parameter is not a known key',
  ],
  [
    'parameters of a model that are no names',
    provider({ models: [{ id: 'a', accepts: { parameters: 'all' } }] }),
    'providers.reka.models[0].accepts.parameters must be a list of names or "any", not a string',
  ],
  [
    'a flag of what a model accepts that is a word',
    provider({ models: [{ id: 'a', accepts: { tools: 'yes' } }] }),
    'providers.reka.models[0].accepts.tools must be true or false, not a string',
  ],
  [
    'an unknown kind of media',
    provider({ models: [{ id: 'a', input: ['smell'] }] }),
    'providers.reka.models[0].input[0] must be one of "image", "video", "audio", "pdf"',
  ],
  [
    'aliases of a pattern',
    provider({ models: [{ id: 'a*', aliases: ['b'] }] }),
    'providers.reka.models[0].aliases must be left out: a pattern stands for many models, so an alias cannot name one of them',
  ],
  [
    'a reference with more keys',
    provider({ apiKey: { $env: 'A', default: 'b' } }),
    'providers.reka.apiKey must have no other key beside "$env"',
  ],
  [
    'a reference to nothing',
    provider({ apiKey: { $env: '' } }),
    'providers.reka.apiKey.$env must be the name of an environment variable, not an empty string',
  ],
  [
    'a reference that is not text',
    provider({ a: [{ b: { $file: 1 } }] }),
    'providers.reka.a[0].b.$file must be the path of a file, not a number',
  ],
  [
    'an alias to nothing',
    { models: { a: [] } },
    'models.a must be a model id or a list of model ids, not an empty list',
  ],
  [
    'an alias to an empty id',
    { models: { a: ['b', ''] } },
    'models.a[1] must be a non-empty string, not an empty string',
  ],
  ['an alias to a number', { models: { a: 1 } }, 'models.a must be a model id or a list of model ids, not a number'],
  ['an empty alias', { models: { '': 'a' } }, 'models[""] cannot be an alias: it is empty'],
])('checker and schema refuse %s', (_, config, message) => {
  expect(() => checkConfig(config)).toThrow(message);
  expect(fits(config)).toBe(false);
});

test.each<[string, unknown, string]>([
  [
    'a chain of aliases',
    { a: 'b', b: 'good/g-1' },
    'models.a is itself an alias: write its targets here, or "instance/model" if you mean a model of this name',
  ],
  [
    'a chain in a list',
    { a: ['x/y', 'b'], b: ['g-1'] },
    'models.a[1] is itself an alias: write its targets here, or "instance/model" if you mean a model of this name',
  ],
])('%s is refused', (_, models, message) => {
  expect(() => checkConfig({ models })).toThrow(message);
});

test('a target may be called as its own alias, or be qualified', () => {
  const models = { a: ['a', 'x/b'], b: 'x/b', 'x/b': 'y/z' };
  expect([...checkConfig({ models }).aliases]).toEqual([
    ['a', ['a', 'x/b']],
    ['b', ['x/b']],
    ['x/b', ['y/z']],
  ]);
});

test('a name that a list of models has twice is refused', () => {
  const config = provider({ models: ['a', { id: 'b', aliases: ['a'] }] });
  expect(() => checkConfig(config)).toThrow(
    'providers.reka.models[1] has a name (id or alias) that is already in the list',
  );
});

test('keys called __proto__ are data and change no prototype', () => {
  const { providers, aliases } = checkConfig(
    JSON.parse(
      '{ "providers": { "__proto__": { "use": "a", "__proto__": { "polluted": 1 } } }, "models": { "__proto__": "m" } }',
    ),
  );
  expect([...providers.keys(), ...aliases.keys()]).toEqual(['__proto__', '__proto__']);
  const options = providers.get('__proto__')?.options ?? {};
  expect('polluted' in options).toBe(false);
  expect('polluted' in {}).toBe(false);
});

test('options that are nested without end are refused', () => {
  const endless: Record<string, unknown> = {};
  endless['again'] = endless;
  expect(() => checkConfig(provider({ endless }))).toThrow('providers.reka.endless is nested deeper than 50 levels');
});
