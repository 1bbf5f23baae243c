import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRoot, rootAt, loadConfig } from '../../src/config/load-config.ts';
import { PlugboardError } from '../../src/errors/plugboard-error.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plugboard-config-')));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(root, name);
  writeFileSync(file, content);
  return file;
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (PlugboardError.isInstance(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('It did not fail.');
}

test('without a file there is an empty config', () => {
  const config = loadConfig({ root, environment: {} });
  expect(config).toEqual({
    providers: new Map(),
    aliases: new Map(),
    discover: undefined,
    unsupported: undefined,
    file: undefined,
    folder: process.cwd(),
  });
});

test('a root that is a file has no config', () => {
  const file = join(root, 'a-file');
  writeFileSync(file, 'x');
  expect(loadConfig({ root: file, environment: {} }).file).toBeUndefined();
});

test('the file in the root is found, with its folder', () => {
  const file = write('plugboard.config.json', '{ "models": { "vision": "reka-core" }, "discover": false }');
  const config = loadConfig({ root, environment: {} });
  expect(config).toMatchObject({ file, folder: root, discover: false });
  expect([...config.aliases]).toEqual([['vision', ['reka-core']]]);
});

test('PLUGBOARD_CONFIG beats the root, and the option beats both', () => {
  write('plugboard.config.json', '{ "models": { "a": "root" } }');
  const second = write('second.json', '{ "models": { "a": "variable" } }');
  const third = write('third.json', '{ "models": { "a": "option" } }');
  const environment = { PLUGBOARD_CONFIG: second };
  const target = (config?: string | false | object): unknown =>
    loadConfig({ root, environment, config }).aliases.get('a');
  expect(target()).toEqual(['variable']);
  expect(target(third)).toEqual(['option']);
  expect(target({ models: { a: 'code' } })).toEqual(['code']);
  expect(target(false)).toBeUndefined();
  expect(loadConfig({ root, environment: { PLUGBOARD_CONFIG: '' } }).aliases.get('a')).toEqual(['root']);
});

test('a byte order mark is no fault', () => {
  write('plugboard.config.json', '\uFEFF{ "discover": true }');
  expect(loadConfig({ root, environment: {} }).discover).toBe(true);
});

test('a named file that is missing, a folder or no text is an error with its path', () => {
  const missing = join(root, 'missing.json');
  expect(failure(() => loadConfig({ root, config: missing, environment: {} }))).toBe(
    `config_invalid: The config file ${missing}, which the \`config\` option names, does not exist.`,
  );
  expect(failure(() => loadConfig({ root, environment: { PLUGBOARD_CONFIG: root } }))).toBe(
    `config_invalid: The config file ${root}, which PLUGBOARD_CONFIG names, is a folder.`,
  );
  write('plugboard.config.json', Buffer.from('\uFEFF{}', 'utf16le'));
  expect(failure(() => loadConfig({ root, environment: {} }))).toContain('is not UTF-8 text');
  expect(failure(() => loadConfig({ root, config: '', environment: {} }))).toContain('is an empty string');
});

test('a syntax error is told by line and column, without the content', () => {
  const file = write('plugboard.config.json', '{\n  "providers": { "a": { "apiKey": "not-a-real-key" "b": 1 } }\n}');
  expect(failure(() => loadConfig({ root, environment: {} }))).toBe(
    `config_invalid: ${file} is not valid JSON: the fault is at line 2, column 52. Comments and trailing commas are not allowed.`,
  );
});

test('a fault in the shape is told by file and path, without the content', () => {
  const file = write('plugboard.config.json', '{ "providers": { "a": "not-a-real-key" } }');
  expect(failure(() => loadConfig({ root, environment: {} }))).toBe(
    `config_invalid: ${file} is not valid: providers.a must be an object, not a string.`,
  );
  expect(failure(() => loadConfig({ root, config: { discover: 1 as never }, environment: {} }))).toBe(
    'config_invalid: The config that was given in code is not valid: discover must be true or false, not a number.',
  );
});

test('the root is the nearest folder with a package.json', () => {
  mkdirSync(join(root, 'app/src/deep'), { recursive: true });
  write('package.json', '{}');
  write('app/package.json', '{}');
  expect(findRoot(join(root, 'app/src/deep'))).toEqual({
    folder: join(root, 'app'),
    manifest: join(root, 'app/package.json'),
  });
  expect(rootAt(join(root, 'app'))).toEqual({ folder: join(root, 'app'), manifest: join(root, 'app/package.json') });
  expect(rootAt(join(root, 'app/src'))).toEqual({ folder: join(root, 'app/src'), manifest: undefined });
});
