import { type Model, isInstanceName } from '../contract/model.ts';
import { readModelsOrNames } from './read-models.ts';
import { checkReferences } from './references.ts';
import { isRecord, ownValue } from '../util/is-record.ts';
import { type JsonPath, mustBe, readRecord, readText, refuseOtherKeys, ShapeFault } from './shape.ts';

/** `plugboard.config.json`. */
export interface Config {
  /** Keyed by the instance's name. */
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined;
  /** Aliases. Targets are ids, never aliases; a list is a fallback chain. */
  readonly models?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Find installed providers. Default true. */
  readonly discover?: boolean | undefined;
}

/** One instance. Options of the plugin stand beside `use` and `models`; secrets as `{ "$env": "NAME" }` or `{ "$file": "path" }`. */
export interface ProviderConfig {
  /** A package name, a relative path of a module, or the id of a plugin that is given in code or installed. */
  readonly use: string;
  readonly models?: readonly (string | Model)[] | undefined;
  readonly [option: string]: unknown;
}

/** A config whose shape is right. */
export interface CheckedConfig {
  readonly providers: ReadonlyMap<string, InstanceConfig>;
  /** Targets in fallback order. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly discover: boolean | undefined;
}

/** One instance of a config. */
export interface InstanceConfig {
  readonly use: string;
  readonly models: readonly (string | Model)[] | undefined;
  readonly maxConcurrent: number | undefined;
  /** Options of the plugin, with references to secrets not yet followed. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Checks a config field by field. Throws `ShapeFault`. `plugboard.schema.json` says the same to editors. */
export function checkConfig(value: unknown): CheckedConfig {
  const record = readRecord(value, [], 'an object with the keys "providers", "models" and "discover"');
  refuseOtherKeys(record, ['$schema', 'providers', 'models', 'discover'], []);
  const schema = ownValue(record, '$schema');
  if (schema !== undefined && typeof schema !== 'string') mustBe(['$schema'], 'a string', schema);
  const discover = ownValue(record, 'discover');
  if (discover !== undefined && typeof discover !== 'boolean') mustBe(['discover'], 'true or false', discover);
  const aliases = readEntries(ownValue(record, 'models'), ['models'], readAlias);
  refuseChains(aliases, ownValue(record, 'models'));
  return {
    providers: readEntries(ownValue(record, 'providers'), ['providers'], readInstance),
    aliases,
    discover: discover === true || discover === false ? discover : undefined,
  };
}

/** A `Map`, in which a key called `__proto__` is a key like any other. */
function readEntries<T>(
  value: unknown,
  path: JsonPath,
  read: (entry: unknown, path: JsonPath, key: string) => T,
): ReadonlyMap<string, T> {
  if (value === undefined) return new Map();
  const entries = Object.entries(readRecord(value, path));
  return new Map(entries.map(([key, entry]) => [key, read(entry, [...path, key], key)]));
}

function readInstance(value: unknown, path: JsonPath, id: string): InstanceConfig {
  if (!isInstanceName(id)) {
    throw new ShapeFault(path, 'is no name for an instance: no "/", no control characters, no space at its ends');
  }
  const { use, models, maxConcurrent, id: ownId, ...options } = readRecord(value, path);
  if (ownId !== undefined)
    throw new ShapeFault([...path, 'id'], 'must be left out: the key is the name of the instance');
  if (maxConcurrent !== undefined) checkMaxConcurrent(maxConcurrent, [...path, 'maxConcurrent']);
  refuseReference(options, path);
  for (const [key, option] of Object.entries(options)) checkReferences(option, [...path, key]);
  return {
    use: readText(use, [...path, 'use'], 'a package name, a relative path or the id of a plugin'),
    models: models === undefined ? undefined : readModelsOrNames(models, [...path, 'models']),
    maxConcurrent: typeof maxConcurrent === 'number' ? maxConcurrent : undefined,
    options,
  };
}

function refuseReference(options: Readonly<Record<string, unknown>>, path: JsonPath): void {
  for (const [key, leadsTo] of [
    ['$env', 'NAME'],
    ['$file', 'path'],
  ] as const) {
    if (!Object.hasOwn(options, key)) continue;
    throw new ShapeFault(
      [...path, key],
      `must be the value of an option, such as "apiKey": { "${key}": "${leadsTo}" }, and not an option itself`,
    );
  }
}

/** Throws `ShapeFault` unless the value is a whole number from 1 up. */
export function checkMaxConcurrent(value: unknown, path: JsonPath): void {
  if (typeof value !== 'number') mustBe(path, 'a whole number from 1 up', value);
  if (!Number.isSafeInteger(value) || value < 1) throw new ShapeFault(path, 'must be a whole number from 1 up');
}

function readAlias(value: unknown, path: JsonPath, alias: string): readonly string[] {
  if (alias === '') throw new ShapeFault(path, 'is no name for an alias: it is empty');
  const expected = 'a model id or a list of model ids';
  if (!Array.isArray(value)) return [readText(value, path, expected)];
  if (value.length === 0) mustBe(path, expected, value);
  return value.map((target: unknown, index) => readText(target, [...path, index]));
}

/** A target that is called as its own alias means a model; one with a `/` is known only together with the providers. */
function refuseChains(aliases: ReadonlyMap<string, readonly string[]>, models: unknown): void {
  for (const [alias, targets] of aliases) {
    const index = targets.findIndex((target) => target !== alias && !target.includes('/') && aliases.has(target));
    if (index === -1) continue;
    const isList = isRecord(models) && Array.isArray(ownValue(models, alias));
    throw new ShapeFault(
      ['models', alias, ...(isList ? [index] : [])],
      'is an alias itself: write its targets here, or "instance/model" for a model that is called so',
    );
  }
}
